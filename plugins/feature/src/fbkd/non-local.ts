// A non-local block over a map: each place is joined with all others, weighed by how alike they are. Wang et al., "Non-local Neural
// Networks", CVPR 2018, arXiv:1711.07971. Starts as the identity.
import type { RandomStream, Tensor, Tensor4D, Variable } from '@retort/kernel';
import { add, div, matMul, maxPool, reshape, softmax } from '@retort/tensor';
import { batchNorm } from '../module/batch-norm.ts';
import { convolution } from '../module/convolution.ts';
import { prefixed } from '../module/prefixed.ts';

export interface NonLocalBuild {
  readonly random: RandomStream;
  readonly channels: number;
  /** Inside there are `floor(channels / reduction)` channels, 1 at least: the width. */
  readonly reduction: number;
  /** Keys and values are max-pooled by this, without overlap; 1 leaves them. */
  readonly pool: number;
  readonly pairwise: 'dot-product' | 'embedded-gaussian';
}

export interface NonLocal {
  readonly variables: Readonly<Record<string, Variable>>;
  /** `[B, h, w, c]` -> the same. */
  apply(map: Tensor): Tensor;
}

/**
 * `x + BN(W y)`, `y = A g(x)`, `A = theta(x) phi(x)' / n` over the `n` places of the pooled keys (`dot-product`), or the softmax
 * over them of `theta(x) phi(x)' / sqrt(width)` (`embedded-gaussian`). `theta`, `phi`, `g` are 1x1 convolutions with bias, `W` one
 * without: batch norm, of the batch always, would take it away. A map smaller than the pool is pooled whole along that axis;
 * places left over are dropped.
 *
 * The norm's scale starts at 0, as published: until it has moved, the gradient of `theta`, `phi`, `g` and `W` is 0.
 */
export function nonLocal({ random, channels, reduction, pool, pairwise }: NonLocalBuild): NonLocal {
  const width = Math.max(1, Math.floor(channels / reduction));
  const pointwise = (name: string, from: number, to: number, bias: boolean) => convolution({ random: random.child(name), size: [1, 1], from, to, bias });
  const [theta, phi, g] = [pointwise('theta', channels, width, true), pointwise('phi', channels, width, true), pointwise('g', channels, width, true)];
  const leave = pointwise('leave', width, channels, false);
  const norm = batchNorm(channels, 0);
  return {
    variables: prefixed({ theta: theta.variables, phi: phi.variables, g: g.variables, leave: leave.variables, norm: norm.variables }),
    apply(map) {
      const queries = rows(theta.apply(map));
      const [keys, values] = [rows(pooled(phi.apply(map), pool)), rows(pooled(g.apply(map), pool))];
      const joined =
        pairwise === 'dot-product'
          ? // Without a softmax the product may be taken from its other end, which needs no matrix of places by places.
            div(matMul(queries, matMul(keys, values, true, false)), keys.shape[1]!)
          : matMul(softmax(div(matMul(queries, keys, false, true), Math.sqrt(width))), values);
      const [batch, height, columns] = map.shape as [number, number, number, number];
      return add(map, norm.apply(leave.apply(reshape(joined, [batch, height, columns, width]))));
    },
  };
}

function pooled(map: Tensor4D, pool: number): Tensor4D {
  const size: [number, number] = [Math.min(pool, map.shape[1]), Math.min(pool, map.shape[2])];
  return size[0] * size[1] === 1 ? map : maxPool(map, size, size, 'valid');
}

/** `[B, h, w, c]` -> `[B, h w, c]`. */
function rows(map: Tensor4D): Tensor {
  return reshape(map, [map.shape[0], map.shape[1] * map.shape[2], map.shape[3]]);
}
