// The loop: an async iterable of events over the steps of one stage. It reads the device every `logEvery` steps, evaluates
// and reports at the ends of epochs, and hands out a snapshot wherever a checkpoint is due. It writes no file.

import type { BatchLoader } from '@retort/data';
import type { Batch, Callback, CaptureStep, EpochReport, Metrics, StageReport, StepReport } from '@retort/kernel';
import { retortError } from '@retort/kernel';
import { disposeAll, readAll } from '@retort/tensor';
import type { Plan } from '../plan/plan.ts';
import { ahead } from './ahead.ts';
import { clockAt } from './clock.ts';
import { Control } from './control.ts';
import { Means } from './means.ts';
import { Memory } from './memory.ts';
import { copyLearner, dueCopies, type FollowingModel, shadowVariables } from './shadow.ts';
import { captureStage, learned, restoreStage, type StageParts, type StageSnapshot } from './stage-state.ts';
import type { StepScalars } from './step.ts';
import { type CaptureNotice, StepTaker } from './step-taker.ts';

export type StageEvent =
  | { readonly kind: 'begin'; readonly report: StageReport; readonly resumedAt: number }
  /** Where the engine captures steps: whether it did, after the first one, and if not why. */
  | ({ readonly kind: 'capture' } & CaptureNotice)
  | { readonly kind: 'step'; readonly report: StepReport }
  | { readonly kind: 'epoch'; readonly report: EpochReport }
  /** The consumer writes it before it asks for the next event: the tensors are live. */
  | { readonly kind: 'checkpoint'; readonly step: number; readonly snapshot: StageSnapshot }
  /** The students as they are now, to be saved under a name before the next event is asked for. */
  | { readonly kind: 'save'; readonly step: number; readonly name: string }
  | { readonly kind: 'end'; readonly steps: number; readonly reason: string };

export interface TrainOptions {
  readonly plan: Plan;
  readonly loader: BatchLoader;
  /** Where the stage holds a quiz: a batch of it for each step, over and over. */
  readonly questions?: BatchLoader;
  readonly callbacks: readonly Callback[];
  /** They follow the learners after each step, and are remembered and checkpointed with them. */
  readonly shadows?: readonly FollowingModel[];
  /** Of the engine's session, where it has one. */
  readonly capture?: CaptureStep | undefined;
  /** Where in a run this stage stands; its name when absent. */
  readonly label?: string;
  /** Evaluates the learners in inference mode; names as they shall appear in the logs (`val_accuracy`). */
  readonly evaluate?: () => Promise<Metrics>;
  readonly resume?: StageSnapshot;
  /** When aborted, the step in progress ends, a checkpoint is handed out, and the stage ends with reason `interrupted`. */
  readonly signal?: AbortSignal;
  /** Milliseconds from any origin; only for `ms` in reports. */
  readonly now?: () => number;
}

export const INTERRUPTED = 'interrupted';

export async function* trainStage(options: TrainOptions): AsyncGenerator<StageEvent, void> {
  const { plan, loader, callbacks, shadows: following = [], signal } = options;
  const { epochs, logEvery, evaluateEvery, checkpointEvery } = plan.stage.training;
  const stage = plan.stage.name;
  const { stepsPerEpoch } = loader;
  const shadows = shadowVariables(following);
  const steps = new StepTaker({
    plan,
    shadows: following,
    capture: options.capture,
    rows: loader.rows,
    captured: options.resume?.data.captured,
  });
  const memory = new Memory(learned({ plan, shadows }), () => steps.settle());
  const control = new Control(memory);
  const means = new Means();
  const parts: StageParts = { plan, shadows, control, means, memory, callbacks };
  const now = options.now ?? (() => performance.now());
  const shape: StageReport = { stage, label: options.label ?? stage, epochs, stepsPerEpoch, steps: epochs * stepsPerEpoch };
  let step = 0;
  try {
    if (options.resume !== undefined) {
      restoreStage(parts, options.resume);
      step = options.resume.data.step;
    }
    yield { kind: 'begin', report: shape, resumedAt: step };
    if (step === 0) for (const callback of callbacks) await callback.onStageBegin?.(shape, control);
    const breath = breather(now);
    let since = now();
    let last = step;

    for (let epoch = Math.floor(step / stepsPerEpoch); epoch < epochs && control.stopped === null; epoch++) {
      for await (const batch of ahead(loader.epoch(epoch, step % stepsPerEpoch), plan.teachers)) {
        const clock = clockAt(step, stepsPerEpoch, epochs);
        const rate = (typeof plan.rate === 'number' ? plan.rate : plan.rate.at(clock)) * control.rateScale;
        const questions = options.questions === undefined ? undefined : await questionsAt(options.questions, step);
        const scalars = await steps.take({ batch, questions, clock, rate, report: step % logEvery === 0 || step === shape.steps - 1 });
        step += 1;
        const copies = dueCopies(following, step);
        if (copies.length > 0) steps.settle();
        for (const shadow of copies) copyLearner(shadow);
        const notice = steps.takeNotice();
        if (notice !== undefined) yield { kind: 'capture', ...notice };
        const ending = step % stepsPerEpoch === 0;
        if (scalars !== undefined) {
          const report: StepReport = { stage, step, epoch, ...(await readStep(scalars)), rate, ms: (now() - since) / (step - last) };
          last = step;
          since = now();
          means.add({ loss: report.loss, ...report.terms });
          for (const callback of callbacks) await callback.onStepEnd?.(report, control);
          yield { kind: 'step', report };
          if (!Number.isFinite(report.loss) && control.stopped === null) throw notFinite(report);
        }
        if (ending) {
          steps.settle();
          const evaluated = (epoch + 1) % evaluateEvery === 0 || epoch + 1 === epochs ? await options.evaluate?.() : undefined;
          const report: EpochReport = { stage, epoch: epoch + 1, step, logs: { ...means.take(), ...evaluated } };
          for (const callback of callbacks) await callback.onEpochEnd?.(report, control);
          yield { kind: 'epoch', report };
        }
        for (const name of control.takeSaves()) {
          steps.settle();
          yield { kind: 'save', step, name };
        }
        if (breath.isDue()) await breath.take();
        const interrupted = signal?.aborted === true;
        const due = checkpointEvery === 0 ? ending : step % checkpointEvery === 0;
        if (control.takeCheckpoint() || interrupted || (due && step < shape.steps)) {
          steps.settle();
          yield { kind: 'checkpoint', step, snapshot: captureStage(parts, step, steps.captured) };
        }
        if (interrupted) {
          yield { kind: 'end', steps: step, reason: INTERRUPTED };
          return;
        }
        if (control.stopped !== null) break;
      }
    }
    steps.settle();
    for (const callback of callbacks) await callback.onStageEnd?.(shape, control);
    yield { kind: 'end', steps: step, reason: control.stopped ?? 'finished' };
  } finally {
    steps.dispose();
    memory.dispose();
  }
}

async function questionsAt(loader: BatchLoader, step: number): Promise<Batch | undefined> {
  const { stepsPerEpoch } = loader;
  for await (const batch of loader.epoch(Math.floor(step / stepsPerEpoch), step % stepsPerEpoch)) return batch;
  return undefined;
}

function notFinite({ loss, step, stage, terms }: StepReport): Error {
  const bad = Object.entries(terms).map(([name, value]) => `${name} ${value}`);
  return retortError('KD_E_TRAIN_NAN', {
    what: `the loss of stage "${stage}" at step ${step}`,
    expected: 'a finite number',
    received: `${loss} (${bad.join(', ')})`,
  });
}

/** Lets timers and signal handlers run now and then: steps on a synchronous engine never leave the microtask queue. */
function breather(now: () => number) {
  let last = now();
  return {
    isDue: (): boolean => now() - last >= 20,
    async take(): Promise<void> {
      await new Promise<void>((resolve) => (typeof setImmediate === 'function' ? setImmediate(resolve) : setTimeout(resolve, 0)));
      last = now();
    },
  };
}

/** Waits for the device once for all numbers of a step. */
async function readStep(scalars: StepScalars): Promise<Pick<StepReport, 'loss' | 'terms' | 'gradientNorm'>> {
  try {
    const read = await readAll(scalars);
    const { loss, gradientNorm, ...terms } = Object.fromEntries(Object.entries(read).map(([name, [value]]) => [name, value!]));
    return { loss: loss!, gradientNorm: gradientNorm!, terms: terms as Metrics };
  } finally {
    disposeAll(scalars);
  }
}
