// Strategies in which the teacher learns from its student, and the knowledge that it learns by.
import { definePlugin } from '@retort/kernel';
import { disagreement } from './disagreement/disagreement.ts';
import { feedback } from './feedback/feedback.ts';
import { metaDistil } from './meta-distil/meta-distil.ts';

export { disagreement, feedback, metaDistil };

export const feedbackPlugin = definePlugin({
  name: '@retort/plugin-feedback',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [feedback, metaDistil, disagreement],
});
