// Three steps of a planned stage through the trainer's own step, on one batch: the objective on the way, and the gradients.
import type { Batch, NamedTensors, NamedVariables } from '@retort/kernel';
import { clone, liveCount, readAll } from '@retort/tensor';
import { clockAt, type Plan, takeStep } from '@retort/trainer';

export interface Steps {
  /** The objective before the first step, the second, the third, and after it. */
  readonly losses: readonly number[];
  /** Of the trainables, at the first step and at the second, times one factor. */
  readonly gradients: readonly [first: NamedGradients, second: NamedGradients];
  /** Tensors alive after each step. */
  readonly alive: readonly number[];
}

type NamedGradients = Readonly<Record<string, Float32Array>>;

const CLOCK = clockAt(0, 1, 1);

/** The rates to try. A term may have a kink, or a jump, nearby (a ReLU, a normalised map that was zero): nearer it has to fall. */
const RATES = [1, 0.1, 0.01];

/**
 * The clock stands still, nothing is dropped out, and what a knowledge remembers is put back before every step. So the objective
 * is one function of the trainables, and along its gradient, not too far, it has to fall.
 */
export async function threeSteps(plan: Plan, batchOf: () => Promise<Batch>): Promise<Steps> {
  // A memory may be filled by its first batch.
  if (Object.keys(plan.statistics).some((name) => name.includes('/knowledge/'))) await step(plan, batchOf, 0);
  const first = copies({ ...plan.trainables, ...plan.statistics });
  try {
    let steps = await tryRate(plan, batchOf, first, RATES[0]!);
    for (const rate of RATES.slice(1)) {
      if (falls(steps)) break;
      assign(plan.trainables, first);
      steps = await tryRate(plan, batchOf, first, rate);
    }
    return steps;
  } finally {
    for (const value of Object.values(first)) value.dispose();
  }
}

export function falls({ losses }: Steps): boolean {
  return losses.at(-1)! < losses[0]!;
}

/** The last step has rate 0: it reads the objective and moves nothing. */
async function tryRate(plan: Plan, batchOf: () => Promise<Batch>, first: NamedTensors, rate: number): Promise<Steps> {
  const losses: number[] = [];
  const alive: number[] = [];
  const gradients: NamedGradients[] = [];
  for (const each of [rate, rate, rate, 0]) {
    assign(plan.statistics, first);
    losses.push(await step(plan, batchOf, each));
    alive.push(liveCount().tensors);
    // What momentum has taken up by then is the gradient itself.
    if (gradients.length < 2) gradients.push(await readAll(momenta(plan)));
  }
  return { losses, gradients: [gradients[0]!, gradients[1]!], alive };
}

function copies(variables: NamedVariables): NamedTensors {
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, clone(variable)]));
}

function assign(variables: NamedVariables, values: NamedTensors): void {
  for (const [name, variable] of Object.entries(variables)) variable.assign(values[name]!);
}

function momenta(plan: Plan): NamedTensors {
  return Object.fromEntries(Object.keys(plan.trainables).map((name) => [name, plan.slots.slots[`momentum/${name}`]!]));
}

/** A quiz, where the plan holds one, asks the samples of the batch. */
async function step(plan: Plan, batchOf: () => Promise<Batch>, rate: number): Promise<number> {
  const asked = plan.quiz === undefined ? {} : { questions: await batchOf() };
  const scalars = (await takeStep(plan, { batch: await batchOf(), ...asked, clock: CLOCK, rate, report: true }))!;
  try {
    return (await scalars.loss!.data())[0]!;
  } finally {
    for (const scalar of Object.values(scalars)) scalar.dispose();
  }
}
