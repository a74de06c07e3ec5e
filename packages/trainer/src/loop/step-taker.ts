// Takes the steps of a stage, one after the other: captured where the engine can, else eagerly. Captured, what is learned lives in
// the engine between steps; whoever reads or assigns a variable has it settled first.
import type { CapturedStep, CaptureStep, NamedVariables } from '@retort/kernel';
import { disposeAll } from '@retort/tensor';
import type { Plan } from '../plan/plan.ts';
import { OpenStep, type StepInput } from './open-step.ts';
import { type FollowingModel, shadowVariables } from './shadow.ts';
import { allVariables } from './stage-state.ts';
import { type StepScalars, stepEagerly } from './step.ts';
import { feedsOf, otherFeeds, stepProgram, tablesOf } from './step-program.ts';

export interface StepTakerInput {
  readonly plan: Plan;
  readonly shadows: readonly FollowingModel[];
  /** Absent where the engine has none. */
  readonly capture: CaptureStep | undefined;
  /** Rows of a full batch; steps of fewer are taken eagerly. */
  readonly rows: number;
  /** Of a stage that is resumed: whether its steps were captured before. It goes on as it began. */
  readonly captured?: boolean | undefined;
}

/** What came of the first step. */
export interface CaptureNotice {
  readonly captured: boolean;
  /** Why it was not. */
  readonly reason?: string;
}

export class StepTaker {
  readonly #input: StepTakerInput;
  #step: CapturedStep | undefined;
  #decided: boolean | undefined;
  #notice: CaptureNotice | undefined;
  /** Where the newest values are: in the engine alone, or in the variables too. */
  #ahead = false;
  /** Whether the variables may have been assigned since the engine had them. */
  #stale = false;

  constructor(input: StepTakerInput) {
    this.#input = input;
    if (input.capture === undefined || input.captured === false) this.#decided = input.captured;
  }

  /** Whether steps are captured, as a checkpoint remembers it; undefined before it is known, and where an engine never captures. */
  get captured(): boolean | undefined {
    return this.#decided;
  }

  /** Once, after the step that decided. */
  takeNotice(): CaptureNotice | undefined {
    const notice = this.#notice;
    this.#notice = undefined;
    return notice;
  }

  /** As `takeStep`. */
  async take(input: StepInput): Promise<StepScalars | undefined> {
    const open = new OpenStep(this.#input.plan, input);
    try {
      if (open.asks) await open.ask();
      const scalars = this.#replay(open, input.report) ?? (await this.#first(open)) ?? this.#eagerly(open, input.report);
      if (input.report) return scalars;
      disposeAll(scalars);
      return undefined;
    } finally {
      open.dispose();
    }
  }

  /** Makes the variables what was learned so far. They may be assigned until the next step. */
  settle(): void {
    if (this.#step === undefined || this.#stale) return;
    if (this.#ahead) this.#step.store();
    this.#ahead = false;
    this.#stale = true;
  }

  /** The variables stay as they were last settled. */
  dispose(): void {
    this.#step?.dispose();
    this.#step = undefined;
  }

  /** `undefined` where there is no captured step, or where this one does not fit it. */
  #replay(open: OpenStep, report: boolean): StepScalars | undefined {
    const step = this.#step;
    if (step === undefined || open.batch.size !== this.#input.rows) return undefined;
    const { tensors, dispose } = feedsOf(open, step);
    try {
      if (!step.fits(tensors)) return undefined;
      if (this.#stale) step.load();
      this.#stale = false;
      this.#ahead = true;
      return step.run(tensors, report ? this.#names : []) as StepScalars;
    } finally {
      dispose();
    }
  }

  #names: readonly string[] = [];

  /** Decides whether steps are captured, and takes this one. `undefined` where that is decided, or has to wait for a full batch. */
  async #first(open: OpenStep): Promise<StepScalars | undefined> {
    const { plan, shadows, captured, capture, rows } = this.#input;
    if (capture === undefined || this.#decided !== undefined || open.batch.size !== rows) return undefined;
    const { tensors, dispose } = feedsOf(open);
    const other = otherFeeds(tensors);
    try {
      const variables: NamedVariables = allVariables({ plan, shadows: shadowVariables(shadows) });
      const {
        results,
        captured: step,
        refusal,
      } = await capture({
        step: stepProgram(plan, open, shadows, tensors),
        other: stepProgram(plan, open, shadows, other.tensors, true),
        variables,
        constants: tablesOf(open),
        verified: captured === true,
      });
      this.#step = step;
      this.#names = Object.keys(results);
      this.#decided = step !== undefined;
      this.#notice = { captured: this.#decided, ...(refusal === undefined ? {} : { reason: refusal }) };
      return results as StepScalars;
    } finally {
      other.dispose();
      dispose();
    }
  }

  #eagerly(open: OpenStep, report: boolean): StepScalars {
    this.settle();
    return stepEagerly(this.#input.plan, open, this.#input.shadows, report);
  }
}
