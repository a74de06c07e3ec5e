// Softmax regression representation: the student's feature, seen through the teacher's own classifier, gives the teacher's logits.
import { defineFeatureKnowledge, type KnowledgeBuild, type RandomStream, retortError, type Scalar, type Tensor2D, type Variable } from '@retort/kernel';
import { createVariable, matMul, mean, relu, square, sub, tensor2d, weighSamples } from '@retort/tensor';
import { z } from 'zod';
import { heNormal } from '../connector/he-normal.ts';
import { refuse } from '../map/require-shapes.ts';
import { batchNorm } from '../module/batch-norm.ts';
import { byPair, prefixed } from '../module/prefixed.ts';

const SrrlOptions = z.strictObject({
  classifier: z
    .array(z.array(z.number()).min(1))
    .min(1)
    .describe("The kernel of the teacher's last layer: one row per feature, one column per class. Its bias cancels out."),
});

/**
 * `feature = mean over B, d of (g - f_t)^2`, `classifier = mean over B, C of (W_t g + b_t - z_t)^2` with `g = ReLU(BN(f_s K))`;
 * Yang et al., ICLR 2021. As `z_t = W_t f_t + b_t`, the second is `mean (W_t (g - f_t))^2`.
 *
 * Reads one mapped pair of vectors, `[B, d_s]` and `[B, d_t]`: what enters the last layer of each network. The connector is `none`.
 * Means over batch and elements; several pairs are added. Both >= 0, and 0 where `g` is the teacher's feature.
 * The usual weight is 1, beside the task loss and kd.
 *
 * Variables: `transfer/kernel` `[d_s, d_t]` (He normal), `norm/scale`, `norm/offset` `[d_t]`. Batch norm always uses the statistics of
 * the batch: the transfer exists in training alone. State: `classifier` `[d_t, C]`, the teacher's, which is not trained.
 *
 * @throws KD_E_KNOWLEDGE_SHAPES
 */
export const srrl = defineFeatureKnowledge({
  id: 'srrl',
  summary: "softmax regression: the student's feature under the teacher's classifier (Yang 2021)",
  options: SrrlOptions,
  weighs: true,
  aligned: () => false,
  build(build, { classifier }) {
    requireVectors(build, classifier);
    const transfers = build.teacher.map((_, index) => transferOf(build, index));
    const head = createVariable(tensor2d(classifier, undefined, 'float32'), false) as Variable & Tensor2D;
    return {
      variables: byPair(transfers.map(({ variables }) => variables)),
      state: { classifier: head },
      loss({ student, teacher, index, weights }) {
        const difference = sub(transfers[index]!.apply(student as Tensor2D), teacher) as Tensor2D;
        const meanSquare = (x: Tensor2D): Scalar => mean(weighSamples(square(x), weights));
        return { feature: meanSquare(difference), classifier: meanSquare(matMul(difference, head)) };
      },
    };
  },
});

function transferOf({ student, teacher, random }: KnowledgeBuild, index: number) {
  const [from, to] = [student[index]![0]!, teacher[index]![0]!];
  const stream: RandomStream = random.child(`pair${index}`);
  const kernel = heNormal(stream.child('transfer'), [from, to], from);
  const norm = batchNorm(to);
  return {
    variables: prefixed({ transfer: { kernel }, norm: norm.variables }),
    apply: (x: Tensor2D) => relu(norm.apply(matMul(x, kernel as Variable & Tensor2D))),
  };
}

function requireVectors({ student, teacher, classes }: KnowledgeBuild, classifier: readonly (readonly number[])[]): void {
  student.forEach((own, index) => {
    const other = teacher[index]!;
    if (own.length !== 1 || other.length !== 1) throw refuse('srrl', index, 'vectors [c] on both sides', own, other, 'Map what enters the last layers.');
    const odd = classifier.find((row) => row.length !== classes);
    if (classifier.length === other[0] && odd === undefined) return;
    throw retortError('KD_E_KNOWLEDGE_SHAPES', {
      what: 'the option `classifier` of "srrl"',
      expected: `${other[0]} rows of ${classes} numbers: the teacher's features by the classes`,
      received: `${classifier.length} rows of ${odd?.length ?? classes}`,
    });
  });
}
