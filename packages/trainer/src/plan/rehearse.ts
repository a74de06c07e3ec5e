// A rehearsal: every loss of a plan once over zeros, so that shapes that do not meet are found before the first batch.
// Nothing is differentiated and no variable is changed.
import { type Batch, type Feeds, RetortError, retortError, type Shape, type Tapped, type Trace } from '@retort/kernel';
import { scope, tensor1d, zeros } from '@retort/tensor';
import { learnerLoss } from '../loop/learner-loss.ts';
import { located } from './located.ts';
import type { Plan, PlannedLearner } from './plan.ts';

const SIZE = 2;

/** @param ids - the identities of the samples that will be trained on: the batch of zeros bears the first of them. */
export function rehearse(plan: Plan, shape: Shape, ids: Int32Array = Int32Array.of(0, 1)): void {
  const clock = { step: 0, epoch: 0, stepsPerEpoch: 1, steps: 1, progress: 0 };
  const feeds = plan.feeds.at(clock, {});
  try {
    for (const learner of plan.learners) {
      const teacher =
        learner.teacher === undefined
          ? undefined
          : learner.teacher.kind === 'fixed'
            ? plan.teachers[learner.teacher.index]!.teacher
            : peer(plan, learner.teacher.learner);
      rehearseLearner(learner, (part) => coded(plan, () => scope(() => rehearseOnce(part, teacher, shape, ids, feeds.values))));
    }
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

function rehearseOnce(learner: PlannedLearner, teacher: Tapped | undefined, shape: Shape, ids: Int32Array, feeds: Feeds): void {
  const pairs = learner.terms.flatMap((term) => term.pairs);
  const student = emptyTrace(
    learner.student,
    pairs.map((pair) => pair.student),
  );
  const answer =
    teacher === undefined
      ? undefined
      : emptyTrace(
          teacher,
          pairs.map((pair) => pair.teacher),
        );
  learnerLoss(learner, { student, teacher: answer, batch: emptyBatch(shape, learner.student.classes, ids), feeds, training: false });
}

function peer(plan: Plan, name: string): Tapped {
  return plan.learners.find((learner) => learner.name === name)!.student;
}

function emptyTrace(model: Tapped, taps: readonly string[]): Trace {
  const entries = taps.map((tap) => [tap, zeros([SIZE, ...model.shapeOf(tap)])] as const);
  return { logits: zeros([SIZE, model.classes]), taps: Object.fromEntries(entries) };
}

function emptyBatch(shape: Shape, classes: number, ids: Int32Array): Batch {
  return {
    inputs: zeros([SIZE, ...shape]),
    labels: tensor1d([-1, 0], 'int32'),
    targets: zeros([SIZE, classes]),
    labelled: tensor1d([0, 1], 'float32'),
    ids: Int32Array.from({ length: SIZE }, (_, place) => ids[place % ids.length] ?? 0),
    size: SIZE,
    view: 'none',
  };
}
