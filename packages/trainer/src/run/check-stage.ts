// A stage names folders and terms: what a strategy yields is checked before anything is built from it.
import { checkId, retortError, type Stage } from '@retort/kernel';

export function checkStage(stage: Stage): void {
  checkId(stage.name, 'name of a stage');
  const names = stage.learners.map(({ name }) => checkId(name, `name of a learner of stage "${stage.name}"`));
  if (names.length === 0 || new Set(names).size !== names.length) {
    throw retortError('KD_E_RUN_STAGE', {
      what: `the learners of stage "${stage.name}"`,
      expected: 'at least one, with different names',
      received: names.join(', ') || 'none',
    });
  }
}
