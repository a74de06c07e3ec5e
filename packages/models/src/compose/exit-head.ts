// A classifier at a tap in the middle of a network: a bottleneck to the size and width of the network's end, then a dense layer.
import { layers } from '@tensorflow/tfjs-layers';
import { connect } from '../family/connect.ts';
import { channels, conv, depthwise, norm, pool, relu } from '../family/image-layers.ts';
import type { SymbolicTensor } from '../graph/layer.ts';

export interface ExitOptions {
  /** Of its logits; its other layers begin with it. */
  readonly name: string;
  readonly classes: number;
  /** Of `<name>-features`. */
  readonly width: number;
  /** Height and width of the network's last map; 1 where it has none. */
  readonly size: readonly [number, number];
}

/** Its logits `[B, C]`, on a map `[B, H, W, D]` or a vector `[B, D]`. */
export function exitHead(x: SymbolicTensor, { name, classes, width, size }: ExitOptions): SymbolicTensor {
  const features = x.shape.length === 4 ? pool(bottleneck(x, name, width, size), `${name}-features`) : dense(x, `${name}-features`, width, 'relu');
  return dense(features, name, classes, 'linear');
}

/**
 * 3x3 depthwise, batch norm, ReLU, 1x1, batch norm, ReLU; as often as the map must be halved to come down to `size`, once at least.
 * Channels double with each halving, up to `width`, which the last block has.
 */
function bottleneck(map: SymbolicTensor, name: string, width: number, size: readonly [number, number]): SymbolicTensor {
  const halvings = Math.max(halvingsOf(map.shape[1] as number, size[0]), halvingsOf(map.shape[2] as number, size[1]));
  const blocks = Math.max(1, halvings);
  let x = map;
  for (let index = 1; index <= blocks; index += 1) {
    const block = `${name}-block${index}`;
    const filters = index === blocks ? width : Math.min(width, 2 * channels(x));
    x = relu(norm(depthwise(x, `${block}-depthwise`, halvings === 0 ? 1 : 2), `${block}-norm1`), `${block}-relu1`);
    x = norm(conv(x, `${block}-pointwise`, { filters, size: 1 }), `${block}-norm2`);
    x = relu(x, index === blocks ? `${name}-map` : block);
  }
  return x;
}

function halvingsOf(from: number, to: number): number {
  let count = 0;
  for (let size = from; size > to; size = Math.ceil(size / 2)) count += 1;
  return count;
}

function dense(x: SymbolicTensor, name: string, units: number, activation: 'relu' | 'linear'): SymbolicTensor {
  const kernelInitializer = activation === 'relu' ? 'heNormal' : 'glorotUniform';
  return connect(layers.dense({ name, units, activation, kernelInitializer }), x);
}
