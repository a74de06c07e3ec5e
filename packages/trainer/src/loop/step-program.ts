// A step as an engine captures it: what changes from step to step by name, in as few tensors as can be, and a step that could have come instead.
import { type BatchTensors, tableRows } from '@retort/data';
import type { Batch, CapturedStep, NamedTensors, NamedVariables, StepProgram, Tensor, Tensor1D, Trace } from '@retort/kernel';
import { concat, mul, scope, slice } from '@retort/tensor';
import type { Plan } from '../plan/plan.ts';
import { packed, unpacked } from './feeds.ts';
import type { OpenStep } from './open-step.ts';
import type { FollowingModel } from './shadow.ts';
import { computeStep } from './step.ts';

/** What a captured step is given. The caller frees it. */
export interface ProgramFeeds {
  readonly tensors: NamedTensors;
  /** Frees what was made for it; the rest is the open step's. */
  dispose(): void;
}

/** By names that are the same at every step. Asked at every one of them, so in plain loops. Without the seed where `step` does not read it. */
export function feedsOf(open: OpenStep, step?: CapturedStep): ProgramFeeds {
  const { batch, questions, numbers, observed } = open;
  const together = packed(numbers);
  const found: Record<string, Tensor> = { numbers: together };
  if (step?.reads('seed') !== false) found.seed = open.seed();
  addBatch(found, BATCH, batch);
  if (questions !== undefined) addBatch(found, QUESTIONS, questions);
  for (const [at, { logits, taps }] of observed) {
    found[`teacher/${at}/logits`] = logits;
    for (const tap in taps) found[`teacher/${at}/tap/${tap}`] = taps[tap]!;
  }
  return { tensors: found, dispose: () => together.dispose() };
}

/** Samples that lie on the device, of which a program takes its rows. */
export function tablesOf({ batch, questions }: OpenStep): NamedVariables {
  const found: Record<string, NamedVariables[string]> = {};
  for (const [name, each] of Object.entries({ batch, questions })) {
    const table = each && tableRows(each)?.table;
    for (const [part, variable] of Object.entries(table?.variables ?? {})) found[`${name}/${part}`] = variable;
  }
  return found;
}

/** The step of `open`, or one of the same kind with other feeds. Everything is reported: whoever runs it asks for what it wants. */
export function stepProgram(plan: Plan, open: OpenStep, shadows: readonly FollowingModel[], feeds: NamedTensors, turned = false): StepProgram {
  const names = Object.keys(open.numbers);
  const batchFrom = (batch: Batch, feed: BatchFeeds): Batch => ({ ...plainOf(batch, turned), ...tensorsFrom(batch, feed, feeds) });
  return {
    feeds,
    run: () =>
      scope(() => {
        const scalars = unpacked(names, feeds.numbers as Tensor1D);
        const batch = batchFrom(open.batch, BATCH);
        const questions = open.questions && batchFrom(open.questions, QUESTIONS);
        const observed = new Map([...open.observed].map(([at, trace]) => [at, traceFrom(trace, at, feeds)]));
        return computeStep(plan, { batch, questions, observed, feeds: scalars, seed: feeds.seed as Tensor1D }, shadows, true);
      }),
  };
}

/** The same samples backwards, by their other numbers too: schedules, rates and the seed are others. The caller disposes the tensors. */
export function otherFeeds(feeds: NamedTensors): ProgramFeeds {
  // Two names of one tensor stay two names of one.
  const turned = new Map<object, Tensor>();
  const tensors = Object.fromEntries(
    Object.entries(feeds).map(([name, tensor]) => {
      const other = turned.get(tensor.dataId) ?? (name === 'numbers' ? mul(tensor, 0.5) : backwards(tensor));
      turned.set(tensor.dataId, other);
      return [name, other];
    }),
  );
  const dispose = (): void => {
    for (const tensor of turned.values()) tensor.dispose();
  };
  return { tensors, dispose };
}

/** The names under which a batch is fed. */
type BatchFeeds = Readonly<Record<'rows' | keyof BatchTensors, string>>;

const BATCH = feedsNamed('batch');
const QUESTIONS = feedsNamed('questions');

function feedsNamed(name: string): BatchFeeds {
  return { rows: `${name}/rows`, inputs: `${name}/inputs`, labels: `${name}/labels`, targets: `${name}/targets`, labelled: `${name}/labelled` };
}

function addBatch(found: Record<string, Tensor>, feed: BatchFeeds, batch: Batch): void {
  const behind = tableRows(batch);
  if (behind !== undefined) {
    found[feed.rows] = behind.rows;
    return;
  }
  found[feed.inputs] = batch.inputs;
  found[feed.labels] = batch.labels;
  found[feed.targets] = batch.targets;
  found[feed.labelled] = batch.labelled;
}

function tensorsFrom(batch: Batch, feed: BatchFeeds, feeds: NamedTensors): BatchTensors {
  const behind = tableRows(batch);
  if (behind !== undefined) return behind.table.take(feeds[feed.rows] as Tensor1D);
  return {
    inputs: feeds[feed.inputs]!,
    labels: feeds[feed.labels] as Batch['labels'],
    targets: feeds[feed.targets] as Batch['targets'],
    labelled: feeds[feed.labelled] as Batch['labelled'],
  };
}

/** What of a batch is no tensor. */
function plainOf({ ids, size, copies, view, fixed }: Batch, turned: boolean): Omit<Batch, keyof BatchTensors> {
  return {
    ids: turned ? ids.toReversed() : ids,
    size,
    view,
    ...(copies === undefined ? {} : { copies }),
    ...(fixed === undefined ? {} : { fixed }),
  };
}

function traceFrom({ taps }: Trace, at: number, feeds: NamedTensors): Trace {
  const found = Object.keys(taps).map((tap) => [tap, feeds[`teacher/${at}/tap/${tap}`]!] as const);
  return { logits: feeds[`teacher/${at}/logits`] as Trace['logits'], taps: Object.fromEntries(found) };
}

/** Its rows in reverse order. */
function backwards(tensor: Tensor): Tensor {
  return scope(() => {
    const rows = Array.from({ length: tensor.shape[0]! }, (_, row) => slice(tensor, [row], [1])).toReversed();
    return rows.length === 1 ? rows[0]! : concat(rows, 0);
  });
}
