// One step, top to bottom. Whatever varies from step to step enters as a tensor (feeds, the seed) and nothing is read back
// here, so a step can be recorded whole. The step owns the batch, the traces, the gradients and its feeds, and disposes
// them even when something throws. It never touches a container and awaits in one place only: the teachers.
import type { Batch, Clock, NamedTensors, Scalar, Trace } from '@retort/kernel';
import { addN, detach, gradients, keep, seedTensor } from '@retort/tensor';
import { clipByNorm, globalNorm } from '../optimizer/clip.ts';
import type { Plan, PlannedLearner } from '../plan/plan.ts';
import { learnerLoss } from './learner-loss.ts';

export interface StepInput {
  readonly batch: Batch;
  readonly clock: Clock;
  /** The learning rate of this step. */
  readonly rate: number;
  /** Whether somebody will read the terms and the gradient norm. */
  readonly report: boolean;
}

/** Scalars still on the device, by name: `loss`, `gradientNorm` and `learner/term`. The caller owns them. */
export type StepScalars = Readonly<Record<string, Scalar>>;

/** Takes one step and returns what a report needs, or `undefined` where none was asked for. */
export async function takeStep(plan: Plan, { batch, clock, rate, report }: StepInput): Promise<StepScalars | undefined> {
  const feeds = plan.feeds.at(clock, { rate, ...plan.optimizer.feeds(clock) });
  const seed = seedTensor(plan.random, clock.step);
  const observed: Trace[] = [];
  const reported: Record<string, Scalar> = {};
  let moved: NamedTensors = {};
  let clipped: NamedTensors = {};
  try {
    // The host waits here, and only here: a teacher may be a cache or another process.
    for (const { teacher, taps } of plan.teachers) observed.push(await teacher.observe(batch, taps));

    // The only differentiated region. One pass per student gives the logits and every tap.
    const { value, gradients: raw } = gradients(() => {
      const traces = new Map<string, Trace>();
      for (const { name, student, studentTaps } of plan.learners) {
        traces.set(name, student.forward(batch.inputs, { training: true, taps: studentTaps, seed }));
      }
      const losses = plan.learners.map((learner) =>
        learnerLoss(learner, {
          student: traces.get(learner.name)!,
          teacher: teacherOf(learner, observed, traces),
          batch,
          feeds: feeds.values,
          training: true,
          seed,
        }),
      );
      if (report) for (const { terms } of losses) for (const [name, term] of Object.entries(terms)) reported[name] = keep(term);
      return losses.length === 1 ? losses[0]!.total : (addN(losses.map(({ total }) => total)) as Scalar);
    }, plan.trainables);
    reported.loss = value;
    moved = raw;

    if (report || plan.clip !== undefined) reported.gradientNorm = globalNorm(moved);
    if (plan.clip !== undefined) clipped = clipByNorm(moved, reported.gradientNorm!, plan.clip);
    plan.slots.apply(plan.clip === undefined ? moved : clipped, feeds.values);
  } catch (error) {
    disposeAll(reported);
    throw error;
  } finally {
    feeds.dispose();
    seed.dispose();
    disposeAll(moved);
    disposeAll(clipped);
    for (const trace of observed) disposeTrace(trace);
    disposeBatch(batch);
  }
  if (report) return reported;
  disposeAll(reported);
  return undefined;
}

/** A fixed teacher's trace is constant by birth; a peer's is detached, so each learner gets exactly its own gradient. */
function teacherOf(learner: PlannedLearner, observed: readonly Trace[], traces: ReadonlyMap<string, Trace>): Trace | undefined {
  if (learner.teacher === undefined) return undefined;
  if (learner.teacher.kind === 'fixed') return observed[learner.teacher.index];
  const peer = traces.get(learner.teacher.learner)!;
  return { logits: detach(peer.logits), taps: Object.fromEntries(Object.entries(peer.taps).map(([name, tap]) => [name, detach(tap)])) };
}

function disposeAll(tensors: NamedTensors): void {
  for (const tensor of Object.values(tensors)) tensor.dispose();
}

export function disposeTrace({ logits, taps }: Trace): void {
  logits.dispose();
  for (const tap of Object.values(taps)) if (!tap.isDisposed) tap.dispose();
}

export function disposeBatch({ inputs, labels, targets, labelled }: Batch): void {
  inputs.dispose();
  labels.dispose();
  targets.dispose();
  labelled.dispose();
}
