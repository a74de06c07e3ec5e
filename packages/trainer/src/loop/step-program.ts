// A step as an engine captures it: what changes from step to step by name, in as few tensors as can be, and a step that could have come instead.
import { type BatchTensors, tableRows } from '@retort/data';
import type { Batch, CapturedStep, NamedTensors, NamedVariables, StepProgram, Tensor, Tensor1D, Trace } from '@retort/kernel';
import { concat, mul, scope, slice } from '@retort/tensor';
import type { Plan } from '../plan/plan.ts';
import { packed, unpacked } from './feeds.ts';
import type { FollowingModel } from './shadow.ts';
import { computeStep, type OpenValues } from './step.ts';

/** What a captured step is given. The caller frees it. */
export interface ProgramFeeds {
  readonly tensors: NamedTensors;
  /** Frees what was made for it; the rest is the open step's. */
  dispose(): void;
}

/** By names that are the same at every step. Asked at every one of them, so in plain loops. Without the seed where `step` does not read it. */
export function feedsOf({ batch, questions, numbers, seed, observed }: OpenValues, step?: CapturedStep): ProgramFeeds {
  const together = packed(numbers);
  const found: Record<string, Tensor> = { numbers: together };
  if (step?.reads('seed') !== false) found.seed = seed();
  addBatch(found, 'batch', batch);
  if (questions !== undefined) addBatch(found, 'questions', questions);
  for (const [at, { logits, taps }] of observed) {
    found[`teacher/${at}/logits`] = logits;
    for (const tap in taps) found[`teacher/${at}/tap/${tap}`] = taps[tap]!;
  }
  return { tensors: found, dispose: () => together.dispose() };
}

/** Samples that lie on the device, of which a program takes its rows. */
export function tablesOf({ batch, questions }: OpenValues): NamedVariables {
  const found: Record<string, NamedVariables[string]> = {};
  for (const [name, each] of Object.entries({ batch, questions })) {
    const table = each && tableRows(each)?.table;
    for (const [part, variable] of Object.entries(table?.variables ?? {})) found[`${name}/${part}`] = variable;
  }
  return found;
}

/** The step of `values`, or one of the same kind with other feeds. Everything is reported: whoever runs it asks for what it wants. */
export function stepProgram(plan: Plan, values: OpenValues, shadows: readonly FollowingModel[], feeds: NamedTensors, turned = false): StepProgram {
  const names = Object.keys(values.numbers);
  const batchFrom = (batch: Batch, name: string): Batch => ({ ...plainOf(batch, turned), ...tensorsFrom(batch, name, feeds) });
  return {
    feeds,
    run: () =>
      scope(() => {
        const scalars = unpacked(names, feeds.numbers as Tensor1D);
        const batch = batchFrom(values.batch, 'batch');
        const questions = values.questions && batchFrom(values.questions, 'questions');
        const observed = new Map([...values.observed].map(([at, trace]) => [at, traceFrom(trace, at, feeds)]));
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

const PARTS = ['inputs', 'labels', 'targets', 'labelled'] as const;

function addBatch(found: Record<string, Tensor>, name: string, batch: Batch): void {
  const behind = tableRows(batch);
  if (behind === undefined) for (const part of PARTS) found[`${name}/${part}`] = batch[part];
  else found[`${name}/rows`] = behind.rows;
}

function tensorsFrom(batch: Batch, name: string, feeds: NamedTensors): BatchTensors {
  const behind = tableRows(batch);
  if (behind !== undefined) return behind.table.take(feeds[`${name}/rows`] as Tensor1D);
  return Object.fromEntries(PARTS.map((part) => [part, feeds[`${name}/${part}`]])) as unknown as BatchTensors;
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
