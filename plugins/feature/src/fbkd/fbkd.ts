// Feature-based knowledge distillation for detectors: the teacher's map where both networks look, its means over places and over
// channels, and how its places relate to each other.
import { defineFeatureKnowledge } from '@retort/kernel';
import { mul } from '@retort/tensor';
import { requireEqualShapes, requireMaps } from '../map/require-shapes.ts';
import { byPair } from '../module/prefixed.ts';
import { distances } from './distances.ts';
import { FbkdOptions } from './fbkd-options.ts';

/**
 * With `||.||` the root of the sum of squares over all elements, the batch included:
 *
 * - `feature = 7e-5 ||sqrt(M) (A_f(F_s) - F_t)||`
 * - `channel = 4e-3 ||A_c(mean_hw F_s) - mean_hw F_t||`
 * - `spatial = 4e-3 ||A_s(mean_c F_s) - mean_c F_t||`
 * - `relation = 7e-5 ||A_r(N_s(F_s)) - N_t(F_t)||`
 *
 * Zhang and Ma, "Improve Object Detection with Feature-based Knowledge Distillation", ICLR 2021.
 *
 * `M` is a constant, the mask of places times that of channels, each the mean of both networks': `h w softmax_hw(mean_c |F| / T)`
 * and `c softmax_c(mean_hw |F| / T)`. `A_f`, `A_c`, `A_r` are 1x1 convolutions, `A_s` is a 3x3 one, all with bias. `N_s`, `N_t` are
 * non-local blocks, both trained; their batch norm uses the statistics of the batch always, and starts with the scale 0.
 *
 * Reads one mapped pair of maps `[B, h, w, c]` of equal shapes. No mean is taken: the terms grow with the root of the batch. Each is
 * >= 0; several pairs are added. A term of weight 0 is left out.
 *
 * Variables, He normal and zeros: `feature/*`, `channel/*`, `spatial/*`, `relation/*` (`kernel`, `bias`), and under `studentPlaces/` and
 * `teacherPlaces/` `theta/*`, `phi/*`, `g/*`, `leave/kernel`, `norm/scale`, `norm/offset`; with several pairs under `pair0/`, `pair1/`, ...
 *
 * @throws KD_E_KNOWLEDGE_SHAPES
 */
export const fbkd = defineFeatureKnowledge({
  id: 'fbkd',
  summary: 'for detectors: masked maps, means over places and channels, relations of places (Zhang 2021)',
  options: FbkdOptions,
  build(build, settings) {
    requireMaps('fbkd', build);
    requireEqualShapes('fbkd', build);
    const names = (['feature', 'channel', 'spatial', 'relation'] as const).filter((name) => settings[name] > 0);
    const pairs = build.teacher.map((shape, index) => {
      const random = build.random.child(`pair${index}`);
      return names.map((name) => ({ name, ...distances[name]({ random: random.child(name), channels: shape[2]!, settings }) }));
    });
    return {
      variables: byPair(pairs.map((terms) => Object.fromEntries(terms.flatMap(({ variables }) => Object.entries(variables))))),
      loss: ({ student, teacher, index }) => Object.fromEntries(pairs[index]!.map(({ name, apply }) => [name, mul(apply(student, teacher), settings[name])])),
    };
  },
});
