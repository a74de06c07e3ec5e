// SemCKD's projection: three convolutions, twice as wide between as the teacher's map. Not the attention, which is the mapping's.
import { defineConnector, type Tensor4D } from '@retort/kernel';
import { adaptiveAveragePool } from '@retort/tensor';
import { convBlock } from '../module/conv-block.ts';
import { convolution } from '../module/convolution.ts';
import { prefixed } from '../module/prefixed.ts';
import { isSpatiallyLarger } from './advise.ts';
import { refuse } from './refuse.ts';

/**
 * `[B, h, w, c]` -> `[B, h', w', c']`: average pooling to the teacher's size where the student's map is the larger (under the mapping
 * `semckd` both are of one size), then 1x1 to `2 c'` channels and 3x3, each with batch norm (as in `conv-bn-relu`) and ReLU, and 1x1 to
 * `c'`, all without bias; Chen et al., AAAI 2021, arXiv:2012.03236.
 * Variables: `widen/` and `mix/` with `kernel` (He normal, fan-in), `scale`, `offset`; `restore/kernel`. State: `mean`, `variance` of both.
 */
export const semckdProjection = defineConnector({
  id: 'semckd-projection',
  summary: "SemCKD's three convolutions, twice as wide between; a larger student map is average-pooled first (Chen 2021)",
  create: () => ({
    build(build) {
      const { student, teacher, random } = build;
      if (student.length !== 3 || teacher.length !== 3) throw refuse('semckd-projection', build, 'maps [h, w, c] on both sides');
      if (isSpatiallyLarger(teacher, student)) throw refuse('semckd-projection', build, 'a student map at least as high and wide as the teacher map');
      const [height, width, to] = teacher as [number, number, number];
      const widen = convBlock(random.child('widen'), 1, student[2]!, 2 * to);
      const mix = convBlock(random.child('mix'), 3, 2 * to, 2 * to);
      const restore = convolution({ random: random.child('restore'), size: [1, 1], from: 2 * to, to, bias: false });
      return {
        shape: teacher,
        variables: prefixed({ widen: widen.variables, mix: mix.variables, restore: restore.variables }),
        state: prefixed({ widen: widen.state, mix: mix.state }),
        apply(x, { training }) {
          const pooled = adaptiveAveragePool(x as Tensor4D, [height, width]);
          return restore.apply(mix.apply(widen.apply(pooled, training), training));
        },
      };
    },
  }),
});
