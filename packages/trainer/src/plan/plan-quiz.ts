// Resolves a quiz: finds its two learners, and refuses an arrangement in which it has no meaning.
import { expectedName, type Quiz, retortError, type Stage } from '@retort/kernel';
import type { PlannedLearner, PlannedQuiz } from './plan.ts';

/** @throws KD_E_PLAN_QUIZ */
export function planQuiz({ samples, ...quiz }: Quiz, stage: Stage, learners: readonly PlannedLearner[]): PlannedQuiz {
  const what = `the quiz of stage "${stage.name}"`;
  const refuse = (expected: string, received: string) => retortError('KD_E_PLAN_QUIZ', { what, expected, received });
  const names = learners.map(({ name }) => name);
  const find = (name: string): PlannedLearner => {
    const found = learners.find((learner) => learner.name === name);
    if (found === undefined) throw refuse(expectedName(name, names), `"${name}"`);
    return found;
  };
  const [teacher, student] = [find(quiz.teacher), find(quiz.student)];
  if (stage.order !== 'in-turn' || names.indexOf(quiz.teacher) > names.indexOf(quiz.student))
    throw refuse('the order "in-turn", the teacher before the student', `${stage.order ?? 'together'}: ${names.join(', ')}`);
  if (student.teacher?.kind !== 'peer' || student.teacher.learner !== quiz.teacher)
    throw refuse(`that "${quiz.student}" learns from its peer "${quiz.teacher}"`, student.teacher?.kind ?? 'no teacher');
  if (!(samples > 0 && samples < 1)) throw refuse('a fraction of samples above 0 and below 1', String(samples));
  if (!(quiz.rate > 0) || !(quiz.temperature > 0)) throw refuse('a rate and a temperature above 0', `${quiz.rate} and ${quiz.temperature}`);
  return { ...quiz, teacher, student, trainables: student.student.trainables() };
}
