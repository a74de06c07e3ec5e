// A step before it is computed: its batches, its numbers, and what teachers said that could not be asked within it.
import { disposeBatch } from '@retort/data';
import { type Batch, type Clock, isTraceable, type Tensor1D, type Trace } from '@retort/kernel';
import { seedTensor } from '@retort/tensor';
import type { Plan } from '../plan/plan.ts';
import type { FeedNumbers } from './feeds.ts';

export interface StepInput {
  readonly batch: Batch;
  /** Where the stage holds a quiz. The step owns it too. */
  readonly questions?: Batch | undefined;
  readonly clock: Clock;
  /** The learning rate of this step. */
  readonly rate: number;
  /** Whether somebody will read the terms and the gradient norm. */
  readonly report: boolean;
}

/** What a step is computed of, as it is opened: numbers are not tensors yet. It owns all of it, the batches from the first moment on. */
export class OpenStep {
  readonly batch: Batch;
  readonly questions: Batch | undefined;
  readonly numbers: FeedNumbers;
  readonly #plan: Plan;
  readonly #step: number;
  #observed: Map<number, Trace> | undefined;
  #seed: Tensor1D | undefined;

  constructor(plan: Plan, { batch, questions, clock, rate }: StepInput) {
    this.batch = batch;
    this.questions = questions;
    this.numbers = plan.feeds.numbersAt(clock, { rate, ...plan.optimizer.feeds(clock) });
    this.#plan = plan;
    this.#step = clock.step;
  }

  get observed(): ReadonlyMap<number, Trace> {
    return this.#observed ?? NOTHING;
  }

  /** Made when it is first asked for: few captured steps draw. */
  seed(): Tensor1D {
    this.#seed ??= seedTensor(this.#plan.random, this.#step);
    return this.#seed;
  }

  /** Whether there is somebody to ask before the step is computed. */
  get asks(): boolean {
    return this.#plan.teachers.some(({ teacher }) => !isTraceable(teacher));
  }

  /** The host waits here, and only here: a teacher may be a cache or another process. */
  async ask(): Promise<void> {
    for (const [at, { teacher, taps }] of this.#plan.teachers.entries()) {
      if (isTraceable(teacher)) continue;
      this.#observed ??= new Map();
      this.#observed.set(at, await teacher.observe(this.batch, taps));
    }
  }

  dispose(): void {
    this.#seed?.dispose();
    for (const trace of this.observed.values()) disposeTrace(trace);
    disposeBatch(this.batch);
    if (this.questions !== undefined) disposeBatch(this.questions);
  }
}

const NOTHING: ReadonlyMap<number, Trace> = new Map();

export function disposeTrace({ logits, taps }: Trace): void {
  logits.dispose();
  for (const tap of Object.values(taps)) if (!tap.isDisposed) tap.dispose();
}
