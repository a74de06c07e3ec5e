// SimKD's projector: a bottleneck of three convolutions from the student's last map to the teacher's. With `fitnet` it is SimKD's
// loss; the graph that SimKD exports, with the teacher's own classifier behind it, is not made here.
import { defineConnector, type Tensor4D } from '@retort/kernel';
import { adaptiveAveragePool } from '@retort/tensor';
import { z } from 'zod';
import { convBlock } from '../module/conv-block.ts';
import { prefixed } from '../module/prefixed.ts';
import { isSpatiallyLarger } from './advise.ts';
import { refuse } from './refuse.ts';

const SimkdProjectorOptions = z.strictObject({
  factor: z.int().min(1).default(2).describe("How much narrower the middle is than the teacher's map: floor(c / factor) channels, 1 at least."),
});

/**
 * `[B, h, w, c]` -> `[B, h', w', c']`: average pooling to the teacher's size where the student's map is the larger, then 1x1 to
 * `c' / factor` channels, 3x3, and 1x1 to `c'`, each without bias and with batch norm (as in `conv-bn-relu`) and ReLU;
 * Chen et al., CVPR 2022, arXiv:2203.14001.
 * Variables, under `reduce/`, `mix/`, `restore/`: `kernel` (He normal, fan-in), `scale`, `offset`. State: `mean`, `variance`.
 */
export const simkdProjector = defineConnector({
  id: 'simkd-projector',
  summary: "SimKD's bottleneck of three convolutions; a larger student map is average-pooled first (Chen 2022)",
  options: SimkdProjectorOptions,
  create: ({ factor }) => ({
    build(build) {
      const { student, teacher, random } = build;
      if (student.length !== 3 || teacher.length !== 3) throw refuse('simkd-projector', build, 'maps [h, w, c] on both sides');
      if (isSpatiallyLarger(teacher, student)) throw refuse('simkd-projector', build, 'a student map at least as high and wide as the teacher map');
      const [height, width, to] = teacher as [number, number, number];
      const middle = Math.max(1, Math.floor(to / factor));
      const reduce = convBlock(random.child('reduce'), 1, student[2]!, middle);
      const mix = convBlock(random.child('mix'), 3, middle, middle);
      const restore = convBlock(random.child('restore'), 1, middle, to);
      return {
        shape: teacher,
        variables: prefixed({ reduce: reduce.variables, mix: mix.variables, restore: restore.variables }),
        state: prefixed({ reduce: reduce.state, mix: mix.state, restore: restore.state }),
        apply(x, { training }) {
          const pooled = adaptiveAveragePool(x as Tensor4D, [height, width]);
          return restore.apply(mix.apply(reduce.apply(pooled, training), training), training);
        },
      };
    },
  }),
});
