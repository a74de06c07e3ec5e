// One step, top to bottom, in two parts. Opening it awaits what comes from elsewhere: feeds, seed, teachers that take their time.
// Computing it is synchronous: whatever varies from step to step enters as a tensor and nothing is read back, so that it can be
// recorded whole. The step owns the batch, the traces, the gradients and its feeds, and disposes them even when something
// throws. It never touches a container.
import { type Batch, type Feeds, isTraceable, type NamedTensors, type Scalar, type Tensor1D, type Tensor2D, type Trace } from '@retort/kernel';
import { addN, clone, disposeAll, gradients, keep, scope, sqrt, square } from '@retort/tensor';
import { applyPaced } from '../optimizer/apply-paced.ts';
import { clipByNorm, globalNorm } from '../optimizer/clip.ts';
import type { Plan, PlannedTurn } from '../plan/plan.ts';
import { answerOf, type Hearing } from './answer.ts';
import { scalarsOf } from './feeds.ts';
import { learnerLoss } from './learner-loss.ts';
import { disposeTrace, OpenStep, type StepInput } from './open-step.ts';
import { holdQuiz, lessonTerm } from './quiz.ts';
import { averageLearners, type FollowingModel } from './shadow.ts';

/** Scalars still on the device, by name: `loss`, `gradientNorm` and `learner/term`. The caller owns them. */
export type StepScalars = Readonly<Record<string, Scalar>>;

/** What a step is computed of. */
export interface StepValues {
  readonly batch: Batch;
  readonly questions: Batch | undefined;
  readonly feeds: Feeds;
  readonly seed: Tensor1D;
  /** By their place in the plan: what teachers said that could not be asked within the step. */
  readonly observed: ReadonlyMap<number, Trace>;
}

/** Takes one step and returns what a report needs, or `undefined` where none was asked for. */
export async function takeStep(plan: Plan, input: StepInput, shadows: readonly FollowingModel[] = []): Promise<StepScalars | undefined> {
  const open = new OpenStep(plan, input);
  try {
    if (open.asks) await open.ask();
    const scalars = stepEagerly(plan, open, shadows, input.report);
    if (input.report) return scalars;
    disposeAll(scalars);
    return undefined;
  } finally {
    open.dispose();
  }
}

/** As `computeStep`. */
export function stepEagerly(plan: Plan, open: OpenStep, shadows: readonly FollowingModel[], report: boolean): StepScalars {
  const { batch, questions, observed } = open;
  const feeds = scalarsOf(open.numbers);
  try {
    return computeStep(plan, { batch, questions, observed, feeds, seed: open.seed() }, shadows, report);
  } finally {
    disposeAll(feeds);
  }
}

/** Moves the learners and the averages of them. The values stay the caller's, and so are the scalars: `loss` alone where nobody reads more. */
export function computeStep(plan: Plan, values: StepValues, shadows: readonly FollowingModel[], report: boolean): StepScalars {
  const asked = new Map<number, Trace>();
  const turns: StepScalars[] = [];
  try {
    for (const [at, { teacher, taps }] of plan.teachers.entries()) if (isTraceable(teacher)) asked.set(at, teacher.observe(values.batch, taps) as Trace);
    const observed = plan.teachers.map((_, at) => (values.observed.get(at) ?? asked.get(at))!);
    for (const turn of plan.turns) turns.push(takeTurn(plan, turn, { ...values, observed, report }));
    averageLearners(shadows);
    return scope(() => together(turns));
  } finally {
    for (const scalars of turns) disposeAll(scalars);
    for (const trace of asked.values()) disposeTrace(trace);
  }
}

interface TurnInput extends Omit<Hearing, 'traces'> {
  readonly questions: Batch | undefined;
  readonly seed: Tensor1D;
  readonly report: boolean;
}

/** Differentiates and moves the learners of one turn: all of them, as a rule. */
function takeTurn(plan: Plan, { learners, trainables }: PlannedTurn, input: TurnInput): StepScalars {
  const { batch, questions, feeds, seed, report } = input;
  const reported: Record<string, Scalar> = {};
  let moved: NamedTensors = {};
  let clipped: NamedTensors = {};
  let answers: Readonly<Record<string, Trace>> = {};
  let push: Tensor2D | undefined;
  try {
    // Learners of other turns answer as teachers do, as they are by now.
    const others = plan.learners.filter((learner) => !learners.includes(learner));
    answers = scope(() =>
      Object.fromEntries(others.map(({ name, student, studentTaps: taps }) => [name, student.forward(batch.inputs, { training: false, taps })])),
    );

    const quiz = plan.quiz !== undefined && learners.includes(plan.quiz.teacher) ? plan.quiz : undefined;
    const marked = quiz && holdQuiz(quiz, { ...input, questions: questions! });
    if (marked !== undefined) reported[`${quiz!.teacher.name}/quiz`] = marked.mark;
    push = marked?.push;

    // The only differentiated region. One pass per student gives the logits and every tap.
    const { value, gradients: raw } = gradients(() => {
      const traces = new Map<string, Trace>(Object.entries(answers));
      for (const { name, student, studentTaps: taps, frozen } of learners) {
        traces.set(name, student.forward(batch.inputs, frozen ? { training: false, taps } : { training: true, taps, seed }));
      }
      const losses = learners.map((learner) => {
        const teacher = learner.teacher && answerOf(learner.teacher, learner.name, { ...input, traces });
        return learnerLoss(learner, { student: traces.get(learner.name)!, teacher, batch, feeds, training: true, seed });
      });
      if (report) for (const { terms } of losses) for (const [name, term] of Object.entries(terms)) reported[name] = keep(term);
      const totals = losses.map(({ total }) => total);
      if (push !== undefined) totals.push(lessonTerm(quiz!, traces.get(quiz!.teacher.name)!.logits, push));
      return totals.length === 1 ? totals[0]! : (addN(totals) as Scalar);
    }, trainables);
    reported.loss = value;
    moved = raw;

    if (report || plan.clip !== undefined) reported.gradientNorm = globalNorm(moved);
    if (plan.clip !== undefined) clipped = clipByNorm(moved, reported.gradientNorm!, plan.clip);
    applyPaced(plan.slots, learners, plan.clip === undefined ? moved : clipped, feeds);
    return reported;
  } catch (error) {
    disposeAll(reported);
    throw error;
  } finally {
    disposeAll(moved);
    disposeAll(clipped);
    push?.dispose();
    for (const trace of Object.values(answers)) disposeTrace(trace);
  }
}

/** The reports of several turns as one: losses are added, norms as if all gradients were one. Tensors of its own. */
function together(turns: readonly StepScalars[]): StepScalars {
  const of = (name: string): Scalar[] => turns.flatMap((turn) => turn[name] ?? []);
  const terms = Object.fromEntries(turns.flatMap((turn) => Object.entries(turn).map(([name, term]) => [name, clone(term)])));
  if (turns.length === 1) return terms;
  const norms = of('gradientNorm').map((norm) => square(norm));
  return { ...terms, loss: addN(of('loss')), ...(norms.length === 0 ? {} : { gradientNorm: sqrt(addN(norms)) }) };
}
