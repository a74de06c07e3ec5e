// A trained linear map of every token to the teacher's width, as transformers are distilled: with layer norm before it, and the
// tokens averaged or resampled where the two sides differ in number. A map is a sequence of places.
import { type ConnectorBuild, defineConnector, type Tensor } from '@retort/kernel';
import { adaptiveAveragePool, add, createVariable, matMul, reshape, tensor2d, transpose, zeros } from '@retort/tensor';
import { z } from 'zod';
import { layerNorm } from '../module/layer-norm.ts';
import { prefixed } from '../module/prefixed.ts';
import { isSpatiallyLarger } from './advise.ts';
import { heNormal } from './he-normal.ts';
import { refuse } from './refuse.ts';
import { tokenAverage, tokenCount } from './token-average.ts';

const TransformerProjectionOptions = z.strictObject({
  bias: z.boolean().default(true).describe('Whether a trained bias is added.'),
  norm: z.boolean().default(true).describe('Whether each token is layer-normalised before it is mapped.'),
  tokens: z
    .enum(['average', 'learned'])
    .default('average')
    .describe('Where the sides differ in the number of tokens. `average`: adaptive average pooling to fewer. `learned`: a trained matrix to any number.'),
});

/**
 * `y = R(LN(x)) W + b` for each token: `[B, L, d]` or a map `[B, h, w, d]` -> `[B, ...teacher]`, a sequence `[L', d']` or a map.
 *
 * `W` and `b` are TinyBERT's `W_h` (Jiao et al. 2020, arXiv:1909.10351), which has no norm, and in the paper no bias; layer norm and a
 * linear map are the heads of vision transformers (Dosovitskiy et al. 2021). `R` is nothing where both sides have equally many tokens;
 * else adaptive average pooling, of two maps along both axes and else in the order of the tokens; or `x -> P' x`, with a matrix `P` that
 * starts as that pooling and is trained. The resampling is ours.
 *
 * Variables: `norm/scale` (ones), `norm/offset` (zeros) `[d]`; `tokens` `[L, L']`; `kernel` `[d, d']` (He normal, fan-in d); `bias` `[d']`
 * (zeros). Averaging to more tokens, and vectors, are refused.
 */
export const transformerProjection = defineConnector({
  id: 'transformer-projection',
  summary: "a trained linear map of each token to the teacher's width, after layer norm (Jiao 2020)",
  options: TransformerProjectionOptions,
  create: ({ bias, norm: isNormed, tokens }) => ({
    build(build) {
      const { student, teacher, random } = build;
      if (![2, 3].includes(student.length) || ![2, 3].includes(teacher.length))
        throw refuse('transformer-projection', build, 'tokens [L, d] or a map [h, w, c] on both sides');
      const [from, to] = [student.at(-1)!, teacher.at(-1)!];
      const resampling = resamplingOf(build, tokens);
      const norm = isNormed ? layerNorm(from) : undefined;
      const kernel = heNormal(random.child('kernel'), [from, to], from);
      const offset = bias ? createVariable(zeros([to])) : undefined;
      return {
        shape: teacher,
        variables: {
          ...(norm === undefined ? {} : prefixed({ norm: norm.variables })),
          ...resampling.variables,
          kernel,
          ...(offset === undefined ? {} : { bias: offset }),
        },
        apply(x) {
          const product = matMul(reshape(resampling.apply(norm?.apply(x) ?? x), [-1, from]), kernel);
          return reshape(offset === undefined ? product : add(product, offset), [-1, ...teacher]);
        },
      };
    },
  }),
});

/** `[B, ...student]` -> the same values for each of the teacher's tokens, in their order. */
function resamplingOf(build: ConnectorBuild, tokens: 'average' | 'learned') {
  const { student, teacher } = build;
  const [from, to, width] = [tokenCount(student), tokenCount(teacher), student.at(-1)!];
  const areMaps = student.length === 3 && teacher.length === 3;
  if (areMaps ? student[0] === teacher[0] && student[1] === teacher[1] : from === to) return { variables: {}, apply: (x: Tensor) => x };
  if (tokens === 'learned') {
    const matrix = createVariable(tensor2d(tokenAverage(student, teacher), [from, to]));
    return {
      variables: { tokens: matrix },
      apply(x: Tensor) {
        const columns = reshape(transpose(reshape(x, [-1, from, width]), [0, 2, 1]), [-1, from]);
        return transpose(reshape(matMul(columns, matrix), [-1, width, to]), [0, 2, 1]);
      },
    };
  }
  if (areMaps ? isSpatiallyLarger(teacher, student) : to > from)
    throw refuse('transformer-projection', build, 'at least as many tokens of the student as of the teacher', 'Set `tokens: learned`.');
  const [height, columns] = areMaps ? [student[0]!, student[1]!] : [from, 1];
  const size = areMaps ? ([teacher[0]!, teacher[1]!] as const) : ([to, 1] as const);
  return { variables: {}, apply: (x: Tensor) => adaptiveAveragePool(reshape(x, [-1, height, columns, width]), size) };
}
