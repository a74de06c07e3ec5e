// One attention-based fusion: the student's map of a layer joined with what came from the deeper layers.
import type { RandomStream, Shape, Tensor, Variable } from '@retort/kernel';
import { add, concat, mul, sigmoid, split } from '@retort/tensor';
import { nearestSize } from '../map/nearest-size.ts';
import { batchNorm } from '../module/batch-norm.ts';
import { convolution } from '../module/convolution.ts';
import { kaimingUniform } from '../module/kaiming-uniform.ts';
import { prefixed } from '../module/prefixed.ts';

export interface FusionBlockBuild {
  readonly random: RandomStream;
  /** `[h, w, c]` of the student's map. */
  readonly student: Shape;
  /** `[h, w, c]` of the teacher's. */
  readonly teacher: Shape;
  /** Channels of what is passed on. */
  readonly width: number;
  /** Whether something comes from a deeper layer. */
  readonly fuses: boolean;
}

export interface FusionBlock {
  readonly variables: Readonly<Record<string, Variable>>;
  /**
   * @param map - `[B, h, w, c]`, the student's.
   * @param deeper - `[B, h', w', width]`, passed on by the next deeper block; absent in the deepest.
   * @returns what is compared with the teacher's map, of its shape, and what is passed on.
   */
  apply(map: Tensor, deeper: Tensor | undefined): { readonly compared: Tensor; readonly passed: Tensor };
}

/**
 * `x = BN(conv1x1(map))`; with `y` the deeper result enlarged to the map (nearest place) and `a = sigmoid(conv1x1([x, y]))`, two
 * channels: `x <- a_0 x + a_1 y`. It is passed on, in the teacher's size; `BN(conv3x3(x))` is compared.
 */
export function fusionBlock({ random, student, teacher, width, fuses }: FusionBlockBuild): FusionBlock {
  const draw = (leak: number) => (stream: RandomStream, shape: Shape, fanIn: number) => kaimingUniform(stream, shape, fanIn, leak);
  const enter = convolution({ random: random.child('enter'), size: [1, 1], from: student[2]!, to: width, bias: false, initialise: draw(1) });
  const enterNorm = batchNorm(width);
  const attend = fuses
    ? convolution({ random: random.child('attend'), size: [1, 1], from: 2 * width, to: 2, bias: true, initialise: draw(Math.sqrt(5)) })
    : undefined;
  const leave = convolution({ random: random.child('leave'), size: [3, 3], from: width, to: teacher[2]!, bias: false, pad: 'same', initialise: draw(1) });
  const leaveNorm = batchNorm(teacher[2]!);
  return {
    variables: prefixed({
      enter: enter.variables,
      enterNorm: enterNorm.variables,
      ...(attend === undefined ? {} : { attend: attend.variables }),
      leave: leave.variables,
      leaveNorm: leaveNorm.variables,
    }),
    apply(map, deeper) {
      const entered = enterNorm.apply(enter.apply(map));
      const fused = attend === undefined || deeper === undefined ? entered : fuse(attend, entered, nearestSize(deeper, [student[0]!, student[1]!]));
      const passed = nearestSize(fused, [teacher[0]!, teacher[1]!]);
      return { compared: leaveNorm.apply(leave.apply(passed)), passed };
    },
  };
}

function fuse(attend: ReturnType<typeof convolution>, own: Tensor, deeper: Tensor): Tensor {
  const [first, second] = split(sigmoid(attend.apply(concat([own, deeper], 3))), 2, 3) as [Tensor, Tensor];
  return add(mul(own, first), mul(deeper, second));
}
