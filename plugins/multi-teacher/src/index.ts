// Several teachers heard as one, how much each of them counts, and teachers around a teacher.
import { definePlugin } from '@retort/kernel';
import { adaptive } from './adaptive/adaptive.ts';
import { augmented } from './augmented/augmented.ts';
import { best } from './best/best.ts';
import { committee } from './committee/committee.ts';
import { confidence } from './confidence/confidence.ts';
import { dropped } from './dropped/dropped.ts';
import { entropy } from './entropy/entropy.ts';
import { fixed } from './fixed/fixed.ts';
import { noisy } from './noisy/noisy.ts';
import { random } from './random/random.ts';
import { subset } from './subset/subset.ts';

export { adaptive, augmented, best, committee, confidence, dropped, entropy, fixed, noisy, random, subset };

export const multiTeacherPlugin = definePlugin({
  name: '@retort/plugin-multi-teacher',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [committee, noisy, augmented, subset, fixed, entropy, confidence, adaptive, best, random, dropped],
});
