// How well each member knows the labels of a batch. Not a weighting.
import type { Tensor2D, WeightingInput } from '@retort/kernel';
import { softmaxCrossEntropy, stack } from '@retort/tensor';

/** `-sum_c y_c log softmax(z_k)_c`, float32 `[B, K]`, nats, at temperature 1; 0 where the label is absent. */
export function crossEntropies({ members, targets }: Pick<WeightingInput, 'members' | 'targets'>): Tensor2D {
  return stack(
    members.map((logits) => softmaxCrossEntropy(logits, targets)),
    1,
  ) as Tensor2D;
}
