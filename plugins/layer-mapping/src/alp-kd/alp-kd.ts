// Attention-based layer projection: each student layer learns from a mixture of the teacher's layers, mixed anew for each sample.
import { type BuiltMapping, defineMapping, type MappingBuild, retortError, type Tensor, type Tensor2D, type Variable } from '@retort/kernel';
import { expandDims, l2Normalise, matMul, softmax, squeeze, stack } from '@retort/tensor';
import { z } from 'zod';
import { everyWithEvery } from '../all/all.ts';
import { type AttendedLayers, attendedLayers } from '../attend/attended-layers.ts';
import { type Dense, dense } from '../attend/dense.ts';
import { poolToVector } from '../attend/pool-to-vector.ts';
import { layerOptions } from '../layers/layer-options.ts';
import { pairLayers } from '../layers/pair-layers.ts';

const AlpKdOptions = z.strictObject({
  normalise: z
    .boolean()
    .default(false)
    .describe('Whether queries and keys are divided by their length before the products. As published they are not: of long vectors one wins alone.'),
  ...layerOptions,
});

/**
 * Student layer `i` learns from `C_i = sum_j e_ij h_t,j` with `e_ij = softmax_j(h_s,i . h_t,j)`, per sample; Passban, Wu, Rezagholizadeh, Liu,
 * "ALP-KD: Attention-Based Layer Projection for Knowledge Distillation", AAAI 2021, arXiv:2012.14022.
 *
 * Joins one pair for each student layer (and member of a committee): the student's vector `[c_s]` and the mixture `[c_t]`, without weights. A layer
 * `[..., c]` is read as a vector, by the mean over all axes but the channels. The teacher's layers must agree in channels. Where the student's layer
 * has others, its query is `h_s,i Q_i`, `Q_i` trained. The gradient reaches the student through the attention too.
 *
 * Variables, under the member's name where there is one: `query-<i>/kernel` `[c_s, c_t]` where `c_s` is not `c_t`.
 * @throws KD_E_MAPPING_SHAPES
 */
export const alpKd = defineMapping({
  id: 'alp-kd',
  summary: 'each student layer from a mixture of all teacher layers, by attention per sample (Passban 2021)',
  options: AlpKdOptions,
  create: (options) => ({
    pairs: (sides) => pairLayers(sides, options, everyWithEvery),
    build: (build) => built(build, options.normalise),
  }),
});

interface Part {
  readonly layers: AttendedLayers;
  /** Channels of the teacher's layers. */
  readonly width: number;
  readonly queries: readonly (Dense | undefined)[];
}

function built(build: MappingBuild, normalise: boolean): BuiltMapping {
  const groups = attendedLayers(build).map((layers) => ({ layers, width: commonWidth(layers) }));
  const variables: Record<string, Variable> = {};
  const parts: readonly Part[] = groups.map(({ layers, width }) => {
    const lead = layers.member === undefined ? '' : `${layers.member}/`;
    const queries = layers.student.map(({ shape }, index) => {
      if (shape.at(-1) === width) return undefined;
      const name = `${lead}query-${index}`;
      const query = dense(build.random.child(name), shape.at(-1)!, width, { bias: false });
      variables[`${name}/kernel`] = query.variables.kernel!;
      return query;
    });
    return { layers, width, queries };
  });
  return {
    variables,
    joined: parts.flatMap(({ layers: { member, student, teacher }, width }) =>
      student.map(({ tap, shape }) => ({
        student: shape.slice(-1),
        teacher: [width],
        weighted: false,
        label: `${tap} <- ${teacher.map((layer) => layer.tap).join(' + ')}`,
        ...(member === undefined ? {} : { member }),
      })),
    ),
    join: ({ student, teacher }) =>
      parts.flatMap(({ layers, queries }) => {
        const states = stack(
          layers.teacher.map(({ pair }) => poolToVector(teacher[pair]!)),
          1,
        );
        return layers.student.map(({ pair }, index) => {
          const own = poolToVector(student[pair]!);
          return { student: own, teacher: mixture(queries[index]?.apply(own) ?? own, states, normalise) };
        });
      }),
  };
}

/** @param states - `[B, m, c]`, one for each teacher layer. @returns `[B, c]`. */
function mixture(query: Tensor2D, states: Tensor, normalise: boolean): Tensor {
  const [q, k] = normalise ? [l2Normalise(query, 1), l2Normalise(states, 2)] : [query, states];
  const energy: Tensor2D = squeeze(matMul(k, expandDims(q, 2)), [2]);
  return squeeze(matMul(expandDims(softmax(energy), 1), states), [1]);
}

function commonWidth({ teacher }: AttendedLayers): number {
  const width = teacher[0]!.shape.at(-1)!;
  if (teacher.every(({ shape }) => shape.at(-1) === width)) return width;
  throw retortError('KD_E_MAPPING_SHAPES', {
    what: 'the mapping "alp-kd", which mixes the teacher\'s layers',
    expected: 'layers of equally many channels',
    received: teacher.map(({ tap, shape }) => `"${tap}" [${shape.join(', ')}]`).join(', '),
    action: 'Name layers of one width with `teacher`.',
  });
}
