// Semantic calibration: every student layer from every teacher layer, as much as attention says for each sample. Not the projections
// of the student's maps: those are a connector's, `semckd-projection`.
import { type BuiltMapping, defineMapping, type MappingBuild, retortError, type Tensor1D, type Tensor2D, type Variable } from '@retort/kernel';
import { div, expandDims, matMul, softmax, split, squeeze, stack } from '@retort/tensor';
import { z } from 'zod';
import { everyWithEvery } from '../all/all.ts';
import { type AttendedLayers, attendedLayers } from '../attend/attended-layers.ts';
import { layerOptions } from '../layers/layer-options.ts';
import { pairLayers } from '../layers/pair-layers.ts';
import { type BatchEmbedding, batchEmbedding } from './batch-embedding.ts';
import { commonShape } from './common-shape.ts';

const SemckdOptions = z.strictObject({
  factor: z.int().min(1).default(4).describe('Queries and keys are as wide as the batch divided by this, 8 at least.'),
  temperature: z.number().positive().default(1).describe('Divides the products before the softmax.'),
  ...layerOptions,
});

/** Narrower ones lose all of their few inner units to a ReLU too often, and a width of 1 has no direction to learn. */
const LEAST_WIDTH = 8;

type Attention = z.output<typeof SemckdOptions>;

/**
 * `L = 1/(B n) sum_{i,j} sum_b a_b,ij d_b(F_s,i, F_t,j)` for `n` student layers, `d_b` the knowledge's loss of sample `b`, with
 * `a_b,i. = softmax_j(q_b,i . k_b,j / T)`; `q` and `k` are embeddings of what the sample is like among the samples of its batch
 * (batch-embedding.ts), each layer's with variables of its own. Chen, Mei, Zhang, Wang, Feng, Chen, "Cross-Layer Distillation with
 * Semantic Calibration", AAAI 2021, arXiv:2012.03236.
 *
 * Joins as many pairs as there are layers of one side times the other's, each with the weights `a / n`, float32 `[B]`: they sum to 1
 * for each sample (and member of a committee). Of each pair the larger map is pooled to the smaller. The gradient reaches the student through
 * the attention too. The embeddings read tables of `B` by `B`, so every batch must have one size.
 *
 * Variables, under the member's name where there is one: `query-<i>/` and `key-<j>/`, each `inner/kernel`, `inner/bias`, `outer/kernel`,
 * `outer/bias`. @throws KD_E_MAPPING_BATCH
 */
export const semckd = defineMapping({
  id: 'semckd',
  summary: 'every student layer from every teacher layer, weighted per sample by attention (Chen 2021)',
  options: SemckdOptions,
  create: (options) => ({
    pairs: (sides) => pairLayers(sides, options, everyWithEvery),
    build: (build) => built(build, options),
  }),
});

function built(build: MappingBuild, { factor, temperature }: Attention): BuiltMapping {
  const { pairs, batch, random } = build;
  requireFixed(batch);
  const width = Math.max(LEAST_WIDTH, Math.floor(batch.size / factor));
  const variables: Record<string, Variable> = {};
  const embed = (name: string): BatchEmbedding => {
    const embedding = batchEmbedding(random.child(name), batch.size, width);
    for (const [local, variable] of Object.entries(embedding.variables)) variables[`${name}/${local}`] = variable;
    return embedding;
  };
  const parts = attendedLayers(build).map((layers) => {
    const lead = layers.member === undefined ? '' : `${layers.member}/`;
    return {
      layers,
      queries: layers.student.map((_, index) => embed(`${lead}query-${index}`)),
      keys: layers.teacher.map((_, index) => embed(`${lead}key-${index}`)),
    };
  });
  const common = pairs.map((_, index) => commonShape(build.student[index]!, build.teacher[index]!));
  return {
    batch: batch.size,
    variables,
    joined: pairs.map(({ student, teacher, member }, index) => ({
      student: common[index]!.shapeOf(build.student[index]!),
      teacher: common[index]!.shapeOf(build.teacher[index]!),
      weighted: true,
      label: `${student} <- ${teacher}`,
      ...(member === undefined ? {} : { member }),
    })),
    join({ student, teacher }) {
      if (student[0]!.shape[0] !== batch.size) throw wrongBatch(`batches of ${batch.size}`, `one of ${student[0]!.shape[0]}`);
      const weights = parts.flatMap(({ layers, queries, keys }) => attention(layers, queries, keys, temperature, student, teacher));
      return pairs.map((_, index) => {
        const { reduce } = common[index]!;
        return { student: reduce(student[index]!), teacher: reduce(teacher[index]!), weights: weights[index]! };
      });
    },
  };
}

type Activations = Parameters<BuiltMapping['join']>[0]['student'];

/** `a / n`, `[B]` for each pair, student layer by student layer: the order of the pairs. */
function attention(
  { student, teacher }: AttendedLayers,
  queries: readonly BatchEmbedding[],
  keys: readonly BatchEmbedding[],
  temperature: number,
  own: Activations,
  other: Activations,
): readonly Tensor1D[] {
  const key = stack(
    teacher.map(({ pair }, index) => keys[index]!.apply(other[pair]!)),
    1,
  );
  return student.flatMap(({ pair }, index) => {
    const query = expandDims(queries[index]!.apply(own[pair]!), 2);
    const energy: Tensor2D = squeeze(matMul(key, query), [2]);
    const shares = div(softmax(div(energy, temperature)), student.length);
    return split(shares, teacher.length, 1).map((share) => squeeze<Tensor1D>(share, [1]));
  });
}

function requireFixed({ size, fixed }: MappingBuild['batch']): void {
  if (!fixed) throw wrongBatch(`batches of ${size} alone`, 'a last batch that may be smaller');
}

function wrongBatch(expected: string, received: string) {
  return retortError('KD_E_MAPPING_BATCH', { what: 'the mapping "semckd", which learns from tables of batch by batch', expected, received });
}
