// Factor transfer: the student's map, translated, is to be the teacher's, paraphrased. Without a paraphraser the maps are the factors.
import { type BuiltKnowledge, defineFeatureKnowledge, type FeaturePairInput, type KnowledgeBuild, type Scalar } from '@retort/kernel';
import { mean, squaredDifference, weighSamples } from '@retort/tensor';
import { requireEqualShapes, requireEqualSizes, requireMaps } from '../map/require-shapes.ts';
import { byPair } from '../module/prefixed.ts';
import { factorDistance } from './factor-distance.ts';
import { FactorTransferOptions, type FactorTransferSettings } from './factor-transfer-options.ts';
import { paraphrase } from './paraphrase.ts';

/**
 * `factor-transfer = mean |N(F_s) - N(F_t)|^p2`; Kim et al., NeurIPS 2018, arXiv:1802.04977.
 *
 * - `form: 'code'`: `N(F) = flatten(mean_c |F|^p1) / ||.||_2`; channels may differ, and the larger map is average-pooled to the
 *   smaller one's size.
 * - `form: 'paper'`: `N(F) = flatten(F) / ||.||_2`, for equal shapes. `||.||_1` of the equation is taken as a mean, as the public
 *   implementations do.
 *
 * Reads one mapped pair of maps `[B, h, w, c]`. Mean over batch and elements; several pairs are added. >= 0, and 0 where the
 * normalised factors are equal. Unmoved when a factor is multiplied by a number. The usual weight is 200.
 *
 * With `paraphraser`, `F_t` is the encoding of the teacher's map and `F_s` the translation of the student's, of any channels. The
 * paraphraser is trained in a prelude, `reconstruction = mean (D(E(x)) - x)^2` on the teacher's map `x`, and is state afterwards; the
 * translator is trained with the student. Both phases hold the variables of both, under the same names: `paraphraser/encoder/*`,
 * `paraphraser/decoder/*`, `translator/*`; with several pairs under `pair0/`, `pair1/`, .... Without it, the activations are the factors.
 *
 * @throws KD_E_KNOWLEDGE_SHAPES
 */
export const factorTransfer = defineFeatureKnowledge({
  id: 'factor-transfer',
  summary: "factor transfer: the teacher's map, paraphrased, from the student's, translated (Kim 2018)",
  options: FactorTransferOptions,
  weighs: true,
  aligned: ({ form, paraphraser }) => form === 'paper' && paraphraser === undefined,
  prelude: ({ paraphraser }) => (paraphraser === undefined ? undefined : { epochs: paraphraser.epochs, trains: 'modules', stays: true }),
  build(build, settings) {
    if (settings.paraphraser !== undefined) return withParaphraser(build, settings, settings.paraphraser.rate);
    if (settings.form === 'code') requireMaps('factor-transfer', build);
    else requireEqualShapes('factor-transfer', build);
    return { loss: (input) => ({ 'factor-transfer': factorDistance(input, settings) }) };
  },
});

function withParaphraser(build: KnowledgeBuild, settings: FactorTransferSettings, rate: number): BuiltKnowledge<FeaturePairInput> {
  requireMaps('factor-transfer', build);
  if (settings.form === 'paper') requireEqualSizes('factor-transfer', build);
  const pairs = build.teacher.map((_, index) => paraphrase(build, index, rate));
  const [paraphrasers, translators] = [byPair(pairs.map((pair) => pair.paraphraser)), byPair(pairs.map((pair) => pair.translator))];
  if (build.phase === 'prelude')
    return {
      variables: paraphrasers,
      state: translators,
      loss({ teacher, index, weights }) {
        const { encode, decode } = pairs[index]!;
        return { reconstruction: mean<Scalar>(weighSamples(squaredDifference(decode(encode(teacher)), teacher), weights)) };
      },
    };
  return {
    variables: translators,
    state: paraphrasers,
    loss({ student, teacher, index, ...rest }) {
      const { encode, translate } = pairs[index]!;
      return { 'factor-transfer': factorDistance({ ...rest, student: translate(student), teacher: encode(teacher) }, settings) };
    },
  };
}
