// Who teaches, in words.
import type { MergeSpec, TeacherRef } from '@retort/kernel';
import type { RecipePlan } from '@retort/trainer';
import { choiceText } from './choice-text.ts';

export function teacherText(ref: TeacherRef | undefined): string {
  switch (ref?.kind) {
    case undefined:
      return 'nobody';
    case 'teacher':
      return 'the teacher';
    case 'slot':
      return `slot ${ref.slot}`;
    case 'peer':
      return `learner ${ref.learner}`;
    case 'self':
      return 'itself';
    case 'committee':
      return `a committee of ${Object.entries(ref.members)
        .map(([name, member]) => `${name} (${teacherText(member)})`)
        .join(', ')}; ${mergeText(ref.merge)}`;
  }
}

/** The recipe's teacher: its members, and how they are heard. */
export function sourceText({ members, merge }: NonNullable<RecipePlan['teacher']>): string {
  const said = members.map(({ name, model, classes }) => {
    const of = classes === undefined ? '' : ` for the classes ${classes.join(', ')}`;
    const who = model === undefined ? 'a network of its own' : choiceText(model);
    return members.length === 1 ? `${who}${of}` : `${name} (${who})${of}`;
  });
  return `${said.join(', ')}${merge === undefined ? '' : `; ${mergeText(merge)}`}`;
}

const HEARD = { loss: 'one loss for each', logit: 'their logits as one answer', probability: 'their probabilities as one answer' };

function mergeText({ space, weights, temperature }: MergeSpec): string {
  return `${HEARD[space]}${temperature === undefined ? '' : ` at temperature ${temperature}`}, weights ${choiceText(weights)}`;
}
