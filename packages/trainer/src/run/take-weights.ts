// One model's weights into another's: every trainable and statistic by name. Both must have the same.
import { type Choice, type NamedVariables, retortError, type Student } from '@retort/kernel';

export interface Giver {
  /** For people: `slot "student"`. */
  readonly name: string;
  readonly student: Student;
  readonly model: Choice;
}

/** @throws KD_E_RUN_FROM naming both models and the first difference, before anything is changed. */
export function takeWeights(giver: Giver, taker: Giver, where: string): void {
  const [given, taken] = [weightsOf(giver.student), weightsOf(taker.student)];
  for (const name of new Set([...Object.keys(given), ...Object.keys(taken)])) {
    const [expected, received] = [shapeOf(taken[name]), shapeOf(given[name])];
    if (expected !== received)
      throw retortError('KD_E_RUN_FROM', {
        what: `the weights of ${giver.name} (${JSON.stringify(giver.model)}) do not fit ${taker.name} (${JSON.stringify(taker.model)})`,
        expected: `"${name}" ${expected}`,
        received,
        where,
      });
  }
  for (const [name, variable] of Object.entries(taken)) variable.assign(given[name]!);
}

export function weightsOf(student: Student): NamedVariables {
  return { ...student.trainables(), ...student.statistics() };
}

const shapeOf = (variable: NamedVariables[string] | undefined): string => (variable === undefined ? 'nothing' : `[${variable.shape.join(', ')}]`);
