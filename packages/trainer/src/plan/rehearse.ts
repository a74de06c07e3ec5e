// A rehearsal: every loss of a plan once over zeros, so that shapes that do not meet are found before the first batch.
// Nothing is differentiated and no variable is changed.
import { type Batch, type Feeds, RetortError, retortError, type Shape, type Tapped, type Trace } from '@retort/kernel';
import { scope, tensor1d, zeros } from '@retort/tensor';
import { answerOf } from '../loop/answer.ts';
import { learnerLoss } from '../loop/learner-loss.ts';
import { located } from './located.ts';
import type { Plan, PlannedLearner } from './plan.ts';

const SIZE = 2;

export interface Rehearsal {
  /** Of one sample. */
  readonly shape: Shape;
  /** Identities of the samples that will be trained on: the batch of zeros bears the first of them. */
  readonly ids: Int32Array;
  /** Views of each sample. */
  readonly copies: number;
}

export function rehearse(plan: Plan, rehearsal: Rehearsal): void {
  const clock = { step: 0, epoch: 0, stepsPerEpoch: 1, steps: 1, progress: 0 };
  const feeds = plan.feeds.at(clock, {});
  try {
    for (const learner of plan.learners) rehearseLearner(learner, (part) => coded(plan, () => scope(() => rehearseOnce(plan, part, rehearsal, feeds.values))));
  } finally {
    feeds.dispose();
  }
}

/** All terms together; where that fails, each term alone, so that the error names the one that fails. */
function rehearseLearner(learner: PlannedLearner, once: (part: PlannedLearner) => void): void {
  try {
    once(learner);
  } catch (error) {
    for (const term of learner.terms) {
      located(`term "${term.name}" of learner "${learner.name}"`, () => once({ ...learner, taskFeed: undefined, terms: [term] }));
    }
    throw error;
  }
}

function coded(plan: Plan, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (RetortError.is(error)) throw error;
    throw retortError('KD_E_PLAN_SHAPES', { what: `a loss of stage "${plan.stage.name}" fails on its shapes: ${(error as Error).message}`, cause: error });
  }
}

function rehearseOnce(plan: Plan, learner: PlannedLearner, rehearsal: Rehearsal, feeds: Feeds): void {
  const size = plan.learners.flatMap(({ terms }) => terms.flatMap(({ attend }) => attend?.batch ?? [])).at(0) ?? SIZE * rehearsal.copies;
  const batch = emptyBatch(rehearsal, learner.student.classes, size);
  const traces = new Map(plan.learners.map(({ name, student, studentTaps }) => [name, emptyTrace(student, studentTaps, size)]));
  const observed = plan.teachers.map(({ teacher, taps }) => emptyTrace(teacher, taps, size));
  const teacher = learner.teacher && answerOf(learner.teacher, learner.name, { observed, traces, batch, feeds });
  learnerLoss(learner, { student: traces.get(learner.name)!, teacher, batch, feeds, training: false });
}

function emptyTrace(model: Tapped, taps: readonly string[], size: number): Trace {
  const entries = taps.map((tap) => [tap, zeros([size, ...model.shapeOf(tap)])] as const);
  return { logits: zeros([size, model.classes]), taps: Object.fromEntries(entries) };
}

function emptyBatch({ shape, ids, copies }: Rehearsal, classes: number, size: number): Batch {
  const samples = size / copies;
  return {
    inputs: zeros([size, ...shape]),
    // One label is absent, as it may be.
    labels: tensor1d(
      Array.from({ length: size }, (_, place) => (place === 0 ? -1 : 0)),
      'int32',
    ),
    targets: zeros([size, classes]),
    labelled: tensor1d(
      Array.from({ length: size }, (_, place) => (place === 0 ? 0 : 1)),
      'float32',
    ),
    ids: Int32Array.from({ length: size }, (_, place) => ids[(place % samples) % ids.length] ?? 0),
    size,
    copies,
    view: 'none',
  };
}
