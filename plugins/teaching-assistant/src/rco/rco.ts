// Route-constrained optimisation: the student follows the way that its teacher took, from anchor to anchor.
import {
  type Choice,
  defineStrategy,
  divideEpochs,
  requireTerms,
  retortError,
  type Stage,
  type StageOutcome,
  type StrategyContext,
  type StrategyResult,
} from '@retort/kernel';
import { choiceOf, objectiveChanges, trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';

const RcoOptions = z.strictObject({
  anchors: z
    .int()
    .min(1)
    .max(32)
    .default(4)
    .describe("How many states of the teacher's training are learnt from, at equal distances; the last is the finished teacher."),
  teacher: choiceOf('family').describe("The network whose training is followed; the recipe's teacher's when absent.").exactOptional(),
  teacherTraining: trainingChanges.describe("What the teacher's own training changes of the recipe's; its epochs are all anchors' together.").default({}),
  training: trainingChanges.describe("What the student's training changes of the recipe's; its epochs are all anchors' together.").default({}),
  objective: objectiveChanges.describe("What the student's objective changes of the recipe's.").default({}),
});

type RcoOptions = z.output<typeof RcoOptions>;

/**
 * Stages `anchor-1` .. `anchor-N`: the teacher's network is trained on the labels in N equal pieces of epochs, each going on from the
 * one before and kept. Then stages `distill-1` .. `distill-N`: the student, always the same, learns from each in order, in N equal
 * pieces of epochs. Jin et al., "Knowledge Distillation via Route Constrained Optimization", ICCV 2019, arXiv:1904.09149 (anchors at
 * equal intervals; not the greedy choice of anchors).
 *
 * Every piece is a stage: a schedule of the learning rate starts anew in it.
 *
 * @throws KD_E_STRATEGY_TEACHER without a network to train as the teacher; KD_E_STRATEGY_TERMS, KD_E_STRATEGY_EPOCHS
 */
export const rco = defineStrategy({
  id: 'rco',
  summary: "the student follows anchors of its teacher's own training, in order of difficulty (Jin 2019)",
  options: RcoOptions,
  create: (options) => ({ stages: (context) => play(context, options) }),
});

async function* play(context: StrategyContext, options: RcoOptions): AsyncGenerator<Stage, StrategyResult, StageOutcome> {
  const model = options.teacher ?? teacherModel(context);
  const { name, student, view } = context;
  const teaching = { ...context.training, ...options.teacherTraining };
  const training = { ...context.training, ...options.training };
  const objective = requireTerms({ ...context.objective, ...options.objective }, 'rco');
  const pieces = divideEpochs(teaching.epochs, options.anchors, 'the training of the teacher of "rco"');
  const shares = divideEpochs(training.epochs, options.anchors, 'the training of the student of "rco"');
  const anchors = pieces.map((_, index) => name(`anchor-${index + 1}`));

  for (const [index, slot] of anchors.entries()) {
    const before = index === 0 ? {} : { from: { kind: 'slot', slot: anchors[index - 1]! } as const };
    yield {
      name: slot,
      learners: [{ name: 'anchor', student: { slot, model, ...before }, objective: { task: 1, terms: [] } }],
      view: 'full',
      training: { ...teaching, epochs: pieces[index]! },
    };
  }
  for (const [index, anchor] of anchors.entries()) {
    yield {
      name: name(`distill-${index + 1}`),
      learners: [{ name: 'student', student: { slot: name('student'), model: student }, teacher: { kind: 'slot', slot: anchor }, objective }],
      view,
      training: { ...training, epochs: shares[index]! },
    };
  }
  return { slot: name('student'), also: Object.fromEntries(anchors.map((slot) => [slot, { kind: 'slot', slot }])) };
}

function teacherModel({ teacherModel: model }: StrategyContext): Choice {
  if (model === undefined)
    throw retortError('KD_E_STRATEGY_TEACHER', {
      what: 'the strategy "rco"',
      expected: 'the network of a teacher, to be trained',
      received: 'none',
      action: 'Add a `teacher` of one model to the recipe, or name the network: { id: rco, teacher: ... }.',
    });
  return model;
}
