// The options of `committee`, and what can be wrong with them before anything is made.
import type { Choice, TrainingSpec } from '@retort/kernel';
import { choice, choiceOf, innerTeacher } from '@retort/kernel/zod';
import { z } from 'zod';

/** Names of members lead taps, `big/features`, and name stages and slots. A map called `training` is settings wherever it stands in a recipe. */
const memberName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/)
  .refine((name) => name !== 'training' && !(name in Object.prototype));

const NAMES = 'expected names of members of lower-case letters, digits and `-`, other than `training`';

const MemberOptions = z
  .strictObject({
    model: choiceOf('family').describe('A model family, or a saved folder.').optional(),
    teacher: innerTeacher.optional().describe('In place of a model: a teacher of one member, such as an ONNX file, as it would stand in the recipe.'),
    training: z
      .custom<TrainingSpec>((value) => typeof value === 'object' && value !== null, 'expected training settings')
      .optional()
      .describe('How it is trained before any student starts; absent for a model that comes trained.'),
    classes: z
      .array(z.union([z.string().min(1), z.int().min(0)]))
      .min(1)
      .optional()
      .describe('A specialist: it learns and answers these classes only, by name or index. The space is `logit` or `probability`.'),
    wrap: z
      .union([choice, z.array(choice)])
      .optional()
      .describe('A teacher around this one, or several from the inside out: `{ id: noisy, std: 0.5 }`.'),
  })
  .superRefine(({ model, teacher, training, classes }, { addIssue }) => {
    if ((model === undefined) === (teacher === undefined)) addIssue({ code: 'custom', path: ['model'], message: 'expected a `model` or a `teacher`' });
    if (teacher === undefined) return;
    for (const [name, value] of Object.entries({ training, classes }))
      if (value !== undefined) addIssue({ code: 'custom', path: [name], message: `goes with a \`model\`; give it to the \`teacher\` inside` });
  });

export type MemberOptions = z.infer<typeof MemberOptions>;

const weight = z.number().min(0);

export const CommitteeOptions = z
  .strictObject({
    members: z
      .record(memberName, MemberOptions, { error: ({ code }) => (code === 'invalid_key' ? NAMES : undefined) })
      .refine((members) => Object.keys(members).length > 0, 'expected at least one member')
      .describe('The teachers, by name: `{ model, training, classes, wrap }` or `{ teacher, wrap }` each.'),
    space: z
      .enum(['loss', 'logit', 'probability'])
      .default('loss')
      .describe('Where the members meet: every loss against each of them, their weighted logits, or their weighted probabilities.'),
    weights: z
      .union([choiceOf('weighting'), z.record(z.string(), weight), z.array(weight).min(1)])
      .default('fixed')
      .describe('How much each counts: a weighting, or numbers by name, `{ big: 2, small: 1 }`, or in order. Equal when absent.'),
    temperature: z
      .number()
      .gt(0)
      .optional()
      .describe('At which the probabilities are mixed: that of the knowledge which reads them. 1 when absent. Of the space `probability` only.'),
  })
  .superRefine(({ members, space, weights, temperature }, { addIssue }) => {
    if (temperature !== undefined && space !== 'probability')
      addIssue({ code: 'custom', path: ['temperature'], message: `only the space \`probability\` has a temperature, and this one is \`${space}\`` });
    const names = Object.keys(members);
    if (Array.isArray(weights) && weights.length !== names.length)
      addIssue({ code: 'custom', path: ['weights'], message: `expected ${names.length} numbers, one for each member, received ${weights.length}` });
    if (!isChoice(weights) && !Array.isArray(weights)) {
      const missing = names.filter((name) => !Object.hasOwn(weights, name));
      const strange = Object.keys(weights).filter((name) => !names.includes(name));
      for (const name of strange) addIssue({ code: 'custom', path: ['weights', name], message: `no member has this name: ${names.join(', ')}` });
      if (missing.length > 0) addIssue({ code: 'custom', path: ['weights'], message: `expected a number for each member; none for ${missing.join(', ')}` });
    }
  });

export type CommitteeOptions = z.infer<typeof CommitteeOptions>;

/** Numbers by name are no weighting: that has an id. */
export function isChoice(weights: CommitteeOptions['weights']): weights is Choice {
  return typeof weights === 'string' || (!Array.isArray(weights) && typeof weights.id === 'string');
}
