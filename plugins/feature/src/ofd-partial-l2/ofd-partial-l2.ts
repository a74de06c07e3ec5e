// Overhauled feature distillation: negative responses of the teacher bound the student from above only, down to a margin.
import { defineFeatureKnowledge, type KnowledgeBuild, retortError, type Scalar, type Tensor } from '@retort/kernel';
import { add, cast, createVariable, detach, div, greater, maximum, minimum, mul, neg, relu, square, sub, sum, tensor1d, weighSamples } from '@retort/tensor';
import { z } from 'zod';
import { requireEqualShapes } from '../map/require-shapes.ts';

const channels = z.array(z.number().max(0)).min(1);
const OfdOptions = z.strictObject({
  margin: z
    .union([z.literal('batch'), z.number().max(0), channels, z.array(channels).min(1)])
    .default('batch')
    .describe("The least response that counts: one for all, one per channel, a list per pair; or 'batch': each channel's mean negative response."),
  layers: z
    .enum(['equal', 'halving'])
    .default('equal')
    .describe("'halving': the last pair counts once, each one before it half as much as the next, as published."),
});

type Margin = z.output<typeof OfdOptions>['margin'];

/**
 * `ofd-partial-l2 = (1/B) sum over elements of d(s, max(t, m))`, with `d(s, t') = (s - t')^2`, but 0 where `s <= t' <= 0`;
 * Heo et al., ICCV 2019, arXiv:1904.01866.
 *
 * Reads one mapped pair of equal shapes `[B, ..., c]`, both before their ReLU, the student's usually through a 1x1 convolution
 * with batch norm. Sum over elements, mean over the batch. Several pairs are added; under `layers: 'halving'` pair `i` of `n` is
 * divided by `2^(n - i - 1)`. >= 0, and 0 where the student equals the teacher.
 * Published: `layers: 'halving'`, weight 1e-3 (CIFAR), 1e-4 (ImageNet), 1e-5 (segmentation), and margins from the teacher's
 * batch norm: give `ofdMargin(bias, weight)` as `margin`. The default, `'batch'`, takes for each channel the mean of the teacher's
 * negative responses in this batch (0 where there is none), which that formula estimates.
 *
 * @throws KD_E_KNOWLEDGE_SHAPES
 */
export const ofdPartialL2 = defineFeatureKnowledge({
  id: 'ofd-partial-l2',
  summary: "overhaul: partial L2 on pre-activations above the teacher's margin (Heo 2019)",
  options: OfdOptions,
  weighs: true,
  build(build, { margin, layers }) {
    requireEqualShapes('ofd-partial-l2', build);
    const given = margin === 'batch' ? undefined : perPair(margin, build);
    const state = given?.map((values) => createVariable(tensor1d(values, 'float32'), false));
    return {
      ...(state === undefined ? {} : { state: Object.fromEntries(state.map((values, index) => [`margin${index}`, values])) }),
      loss({ student, teacher, index, count, weights }) {
        const target = detach(teacher);
        const bounded = maximum(target, state?.[index] ?? meanNegative(target));
        const above = sub(student, bounded);
        // Below the target, a difference counts only where the target is positive.
        const counted = add(square(relu(above)), mul(square(relu(neg(above))), cast(greater(bounded, 0), 'float32')));
        const loss: Scalar = div(sum<Scalar>(weighSamples(counted, weights)), student.shape[0]!);
        return { 'ofd-partial-l2': layers === 'equal' ? loss : div(loss, 2 ** (count - index - 1)) };
      },
    };
  },
});

/** `[c]`: each channel's mean over its negative values; 0 where it has none. */
function meanNegative(x: Tensor): Tensor {
  const axes = x.shape.slice(1).map((_, axis) => axis);
  const [total, number] = [sum(minimum(x, 0), axes), sum(cast(greater(0, x), 'float32'), axes)];
  return div(total, maximum(number, 1));
}

/** One list of margins for each pair, each of one value or of one per channel. */
function perPair(margin: Exclude<Margin, 'batch'>, { teacher }: KnowledgeBuild): readonly number[][] {
  const lists = typeof margin === 'number' ? teacher.map(() => [margin]) : isNested(margin) ? margin : teacher.map(() => margin);
  teacher.forEach((shape, index) => {
    const { length } = lists[index] ?? [];
    if (length === shape.at(-1) || (length === 1 && typeof margin === 'number')) return;
    throw retortError('KD_E_KNOWLEDGE_SHAPES', {
      what: `the margins of pair ${index} of "ofd-partial-l2"`,
      expected: `${shape.at(-1)}, one for each of the teacher's channels`,
      received: String(length),
      action: 'Give one list for all pairs, or a list of lists, one for each pair.',
    });
  });
  return lists;
}

function isNested(margin: number[] | number[][]): margin is number[][] {
  return Array.isArray(margin[0]);
}
