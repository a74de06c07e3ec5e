// The contract of teachers, for each wrapper of this package, and for wrappers around wrappers.
import { randomStream } from '@retort/tensor';
import { teacherContract, tinyTeacher } from '@retort/testing';
import { describe, test } from 'vitest';
import { augmentedTeacher } from '../augmented/augmented.ts';
import { noisyTeacher } from '../noisy/noisy.ts';
import { subsetTeacher } from '../subset/subset.ts';

const random = randomStream(1, 'wrap');
const inputShape = [4, 4, 1];
const inside = () => tinyTeacher({ inputShape });
const noise = { std: 0.3, share: 0.5, relative: true };
const views = [{ flip: 'horizontal' as const }, { shift: [1, -1] as [number, number] }, { noise: 0.1 }];
const suite = { describe, test, inputShape };

teacherContract('noisy', { ...suite, make: () => noisyTeacher(inside(), noise, random) });
teacherContract('noisy, added to all', { ...suite, make: () => noisyTeacher(inside(), { std: 2, share: 1, relative: false }, random) });
teacherContract('augmented', { ...suite, make: () => augmentedTeacher(inside(), { views, space: 'probability', temperature: 4 }, random) });
teacherContract('augmented, logits', { ...suite, make: () => augmentedTeacher(inside(), { views, space: 'logit' }, random) });
teacherContract('augmented, of vectors', {
  ...suite,
  inputShape: [4],
  make: () => augmentedTeacher(tinyTeacher(), { views: [{ noise: 0.1 }], space: 'probability' }, random),
});
teacherContract('subset', { ...suite, make: () => subsetTeacher(inside(), [2, 0]) });
teacherContract('all of them', {
  ...suite,
  make: () => subsetTeacher(noisyTeacher(augmentedTeacher(inside(), { views, space: 'probability' }, random), noise, random), [0, 1]),
});
