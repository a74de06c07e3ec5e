// The four distances that `fbkd` weighs, each with the layers that adapt the student's side and are trained with it.
import type { RandomStream, Scalar, Tensor, Variable } from '@retort/kernel';
import { add, detach, mean, mul, reshape, safeNorm, sqrt, sub } from '@retort/tensor';
import { convolution } from '../module/convolution.ts';
import { prefixed } from '../module/prefixed.ts';
import { channelMask, spatialMask } from './attention-mask.ts';
import type { FbkdSettings } from './fbkd-options.ts';
import { nonLocal } from './non-local.ts';

export interface Distance {
  readonly variables: Readonly<Record<string, Variable>>;
  /** Of two maps `[B, h, w, c]` of one shape. At least 1e-6; no gradient there. */
  apply(student: Tensor, teacher: Tensor): Scalar;
}

export interface DistanceBuild {
  readonly random: RandomStream;
  readonly channels: number;
  readonly settings: FbkdSettings;
}

export const distances: Readonly<Record<'feature' | 'channel' | 'spatial' | 'relation', (build: DistanceBuild) => Distance>> = {
  feature({ random, channels, settings }) {
    const own = adaptation(random, 1, channels);
    return {
      variables: prefixed({ feature: own.variables }),
      apply: (student, teacher) => length(mul(sub(own.apply(student), teacher), sqrt(maskOf(detach(student), teacher, settings)))),
    };
  },

  channel({ random, channels }) {
    const own = adaptation(random, 1, channels);
    return {
      variables: prefixed({ channel: own.variables }),
      apply: (student, teacher) => length(sub(own.apply(mean(student, [1, 2], true)), mean(teacher, [1, 2], true))),
    };
  },

  spatial({ random }) {
    const own = adaptation(random, 3, 1);
    return {
      variables: prefixed({ spatial: own.variables }),
      apply: (student, teacher) => length(sub(own.apply(mean(student, 3, true)), mean(teacher, 3, true))),
    };
  },

  relation({ random, channels, settings }) {
    const own = adaptation(random, 1, channels);
    const places = (side: string) => nonLocal({ random: random.child(side), channels, ...settings });
    const [student, teacher] = [places('studentPlaces'), places('teacherPlaces')];
    return {
      variables: prefixed({ relation: own.variables, studentPlaces: student.variables, teacherPlaces: teacher.variables }),
      apply: (ofStudent, ofTeacher) => length(sub(own.apply(student.apply(ofStudent)), teacher.apply(ofTeacher))),
    };
  },
};

function adaptation(random: RandomStream, size: 1 | 3, channels: number) {
  return convolution({ random: random.child('adaptation'), size: [size, size], from: channels, to: channels, bias: true, pad: 'same' });
}

/** The mean of both sides' masks, of constants: `[B, h, w, c]`, or `[B, h, w, 1]` without the channels'. */
function maskOf(student: Tensor, teacher: Tensor, { temperature, masks }: FbkdSettings): Tensor {
  const both = (mask: typeof spatialMask) => mul(add(mask(student, temperature), mask(teacher, temperature)), 0.5);
  return masks === 'both' ? mul(both(spatialMask), both(channelMask)) : both(spatialMask);
}

/** The root of the sum of squares of all elements. */
function length(x: Tensor): Scalar {
  return safeNorm(reshape(x, [x.size]), 0) as Scalar;
}
