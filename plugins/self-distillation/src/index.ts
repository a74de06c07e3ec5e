// Strategies in which a network teaches itself, and the knowledge of class pairs.
import { definePlugin } from '@retort/kernel';
import { bornAgain } from './born-again/born-again.ts';
import { byot } from './byot/byot.ts';
import { csKd } from './cs-kd/cs-kd.ts';
import { csKdKnowledge } from './cs-kd/cs-kd-knowledge.ts';
import { meanTeacher } from './mean-teacher/mean-teacher.ts';
import { tfKd } from './tf-kd/tf-kd.ts';

export { bornAgain, byot, csKd, csKdKnowledge, meanTeacher, tfKd };

export const selfDistillationPlugin = definePlugin({
  name: '@retort/plugin-self-distillation',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [byot, bornAgain, meanTeacher, csKd, tfKd, csKdKnowledge],
});
