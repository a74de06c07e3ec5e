// An assistant: a network between teacher and student that learns from the one and teaches the other. Its options, and its stage.
import type { Choice, ObjectiveSpec, Stage, StrategyContext, TeacherRef, TrainingSpec } from '@retort/kernel';
import { choiceOf, objectiveChanges, trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';

export interface Assistant {
  /** Names its stage and its slot. */
  readonly name: string;
  readonly model: Choice;
  readonly training: Partial<TrainingSpec>;
  readonly objective: Partial<ObjectiveSpec>;
}

/** It names a folder, and a member of a committee beside the teacher. */
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits and -')
  .refine((value) => value !== 'teacher' && value !== 'student', 'expected a name that nobody else has');

export const AssistantOptions = z.strictObject({
  name: name.describe('Names its stage and slot; assistant-1, assistant-2, ... when absent.').exactOptional(),
  model: choiceOf('family').describe('Its network.'),
  training: trainingChanges.describe('What its training changes.').exactOptional(),
  objective: objectiveChanges.describe('What its objective changes.').exactOptional(),
});

export type AssistantOptions = z.output<typeof AssistantOptions>;

/** One stage: the assistant learns from `teacher` by the context's objective and training, changed as it says. */
export function assistantStage(context: StrategyContext, { name: local, model, training, objective }: Assistant, teacher: TeacherRef): Stage {
  const slot = context.name(local);
  return {
    name: slot,
    learners: [{ name: 'assistant', student: { slot, model }, teacher, objective: { ...context.objective, ...objective } }],
    view: context.view,
    training: { ...context.training, ...training },
  };
}
