// Distillation by singular value decomposition: how a layer's main direction leads to the next layer's.
import { defineFeatureSequenceKnowledge, retortError, type Scalar, type Tensor } from '@retort/kernel';
import {
  abs,
  addN,
  cast,
  detach,
  div,
  exp,
  expandDims,
  greaterEqual,
  l2Normalise,
  matMul,
  max,
  mul,
  neg,
  relu,
  reshape,
  sign,
  sqrt,
  square,
  sub,
  sum,
} from '@retort/tensor';
import { requireChannels } from '../ickd/require-channels.ts';
import { dominantVectors } from './dominant-vectors.ts';
import { KdsvdOptions } from './kdsvd-options.ts';

/**
 * `(1/B) * sum over consecutive layers of ||R_s - R_t||^2`, `R[c,d,j] = exp(-(v_i[c,j] - v_{i-1}[d,j])^2 / scale)`, with `v_i`
 * the leading right singular vectors of layer i's map as `[h w, c]`, each multiplied by its share of the teacher's singular
 * values; Lee, Kim and Song, ECCV 2018. The student's are those among a few more that are most like the teacher's, turned to
 * their sign.
 *
 * Reads a sequence of at least two pairs of maps `[B, h, w, c]` of equally many channels each. One term, >= 0.
 *
 * @throws KD_E_KNOWLEDGE_SHAPES when it is built for one pair, or for what is not maps of equally many channels.
 */
export const kdsvd = defineFeatureSequenceKnowledge({
  id: 'kdsvd',
  summary: 'relations: from the main direction of one layer to that of the next (Lee 2018)',
  options: KdsvdOptions,
  build(build, { vectors, spare, scale }) {
    requireChannels('kdsvd', build);
    if (build.student.length < 2)
      throw retortError('KD_E_KNOWLEDGE_SHAPES', { what: 'the mapping of "kdsvd"', expected: 'at least two pairs of layers, in order', received: 'one pair' });
    return {
      loss({ student, teacher }) {
        const layers = student.map((map, index) => alignedVectors(map, teacher[index]!, vectors, spare));
        const steps = layers.slice(1).map((layer, index) => {
          const before = layers[index]!;
          return sum(square(sub(relation(layer.student, before.student, scale), relation(layer.teacher, before.teacher, scale))));
        });
        return { kdsvd: div(addN(steps), student[0]!.shape[0]!) as Scalar };
      },
    };
  },
});

interface Aligned {
  /** `[B, c, k]`. */
  readonly student: Tensor;
  readonly teacher: Tensor;
}

function alignedVectors(student: Tensor, teacher: Tensor, count: number, spare: number): Aligned {
  const { vectors, shares } = dominantVectors(flat(teacher), count);
  const candidates = dominantVectors(flat(student), count + spare).vectors;
  // [B, k + spare, k]: the sign where a candidate is the most like, else 0. A choice: it has no gradient.
  const cosines = matMul(detach(candidates), vectors, true, false);
  const likeness = abs(cosines);
  const chosen = mul(sign(cosines), cast(greaterEqual(likeness, max(likeness, 1, true)), 'float32'));
  const singular = expandDims(l2Normalise(sqrt(relu(shares)), 1), 1);
  return { student: mul(matMul(candidates, chosen), singular), teacher: mul(vectors, singular) };
}

/** `[B, c, d, k]`, from a layer of c channels and the one before it, of d. */
function relation(layer: Tensor, before: Tensor, scale: number): Tensor {
  return exp(neg(div(square(sub(expandDims(layer, 2), expandDims(before, 1))), scale)));
}

function flat(map: Tensor): Tensor {
  const [batch, height, width, channels] = map.shape as [number, number, number, number];
  return reshape(map, [batch, height * width, channels]);
}
