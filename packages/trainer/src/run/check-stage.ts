// A stage names folders, slots and terms: what a strategy yields is checked before anything is built from it.
import { checkId, expectedName, type Learner, retortError, type Shadow, type Stage, type TeacherRef } from '@retort/kernel';
import { termName } from './expand-preludes.ts';

/** @throws KD_E_ID_INVALID, KD_E_RUN_STAGE */
export function checkStage(stage: Stage): void {
  checkId(stage.name, 'name of a stage');
  const at = `of stage "${stage.name}"`;
  const { learners, shadows = [], select } = stage;
  for (const learner of learners) checkLearner(learner, at);
  different(
    `the learners ${at}`,
    learners.map(({ name }) => name),
  );
  if (learners.length === 0) throw retortError('KD_E_RUN_STAGE', { what: `the learners ${at}`, expected: 'at least one', received: 'none' });
  // A shadow is evaluated under its slot, a learner under its name; each model has a slot of its own.
  different(`the learners and shadows ${at}`, [...learners.map(({ name }) => name), ...shadows.map(({ slot }) => slot)]);
  different(`the slots ${at}`, [...learners.map(({ student }) => student.slot), ...shadows.map(({ slot }) => slot)]);
  for (const shadow of shadows) checkShadow(shadow, stage);
  for (const { name, teacher, student } of learners) if (teacher !== undefined) checkTeacher(teacher, student.slot, `learner "${name}" ${at}`);
  const selector = select?.by.kind === 'slot' ? select.by.slot : undefined;
  if (selector !== undefined && shadows.some(({ slot }) => slot === selector))
    throw retortError('KD_E_RUN_STAGE', { what: `who selects the samples ${at}`, expected: 'a finished model', received: `the shadow "${selector}"` });
  if (select !== undefined && !(select.keep > 0 && select.keep <= 1))
    throw retortError('KD_E_RUN_STAGE', { what: `the samples to keep ${at}`, expected: 'a fraction above 0, at most 1', received: String(select.keep) });
}

function checkLearner({ name, student, objective }: Learner, at: string): void {
  checkId(name, `name of a learner ${at}`);
  checkId(student.slot, `slot of learner "${name}" ${at}`);
  for (const term of objective.terms) checkId(termName(term), `name of a term of learner "${name}" ${at}`);
}

/** A model that taught itself would be told what it says: a shadow, or the kind `self`, is what is meant. */
function checkTeacher(teacher: TeacherRef, slot: string, where: string): void {
  if (teacher.kind === 'committee') for (const member of Object.values(teacher.members)) checkTeacher(member, slot, where);
  if (teacher.kind === 'slot' && teacher.slot === slot)
    throw retortError('KD_E_RUN_STAGE', { what: `the teacher of ${where}`, expected: 'another model than the one that learns', received: `"${slot}"` });
}

function checkShadow({ slot, of, follow }: Shadow, { name, learners }: Stage): void {
  const what = `the shadow "${slot}" of stage "${name}"`;
  checkId(slot, `slot of a shadow of stage "${name}"`);
  const names = learners.map((learner) => learner.name);
  if (!names.includes(of)) throw retortError('KD_E_RUN_STAGE', { what, expected: `a learner to follow: ${expectedName(of, names)}`, received: `"${of}"` });
  if (follow.kind === 'average' ? follow.momentum >= 0 && follow.momentum <= 1 : Number.isInteger(follow.every) && follow.every > 0) return;
  const [expected, received] = follow.kind === 'average' ? ['a momentum from 0 to 1', follow.momentum] : ['a copy every so many steps', follow.every];
  throw retortError('KD_E_RUN_STAGE', { what, expected, received: String(received) });
}

function different(what: string, names: readonly string[]): void {
  if (new Set(names).size !== names.length) throw retortError('KD_E_RUN_STAGE', { what, expected: 'different names', received: names.join(', ') });
}
