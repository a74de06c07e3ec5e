// A step as an engine captures it: what changes from step to step by name, and a step that could have come instead.
import type { Batch, NamedTensors, StepProgram, Tensor, Trace } from '@retort/kernel';
import { concat, mul, scope, slice } from '@retort/tensor';
import type { Plan } from '../plan/plan.ts';
import type { FollowingModel } from './shadow.ts';
import { computeStep, type StepValues } from './step.ts';

/** Everything is reported: whoever runs it asks for what it wants. */
export function stepProgram(plan: Plan, values: StepValues, shadows: readonly FollowingModel[]): StepProgram {
  return { feeds: feedsOf(values), run: () => computeStep(plan, values, shadows, true) };
}

/** By names that are the same at every step. Asked at every one of them, so in plain loops. */
export function feedsOf({ batch, questions, feeds, seed, observed }: StepValues): NamedTensors {
  const found: Record<string, Tensor> = { seed };
  const add = (lead: string, tensors: NamedTensors): void => {
    for (const name in tensors) found[lead + name] = tensors[name]!;
  };
  add('batch/', tensorsOf(batch));
  if (questions !== undefined) add('questions/', tensorsOf(questions));
  add('feed/', feeds);
  for (const [at, { logits, taps }] of observed) {
    found[`teacher/${at}/logits`] = logits;
    add(`teacher/${at}/tap/`, taps);
  }
  return found;
}

/** The same samples backwards, by their other numbers too: schedules, rates and the seed are others. The caller disposes the tensors. */
export function otherValues(values: StepValues): { readonly values: StepValues; dispose(): void } {
  const turned = new Map<object, Tensor>();
  const turn = <T extends Tensor>(tensor: T): T => {
    const known = turned.get(tensor.dataId) ?? another(tensor);
    turned.set(tensor.dataId, known);
    return known as T;
  };
  const all = <T extends NamedTensors>(tensors: T): T => Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, turn(tensor)])) as T;
  const batchOf = (batch: Batch): Batch => ({ ...batch, ...all(tensorsOf(batch)), ids: batch.ids.toReversed() }) as Batch;
  const traceOf = ({ logits, taps }: Trace): Trace => ({ logits: turn(logits), taps: all(taps) });
  return {
    values: {
      batch: batchOf(values.batch),
      questions: values.questions && batchOf(values.questions),
      feeds: all(values.feeds),
      seed: turn(values.seed),
      observed: new Map([...values.observed].map(([at, trace]) => [at, traceOf(trace)])),
    },
    dispose() {
      for (const tensor of turned.values()) tensor.dispose();
    },
  };
}

function tensorsOf({ inputs, labels, targets, labelled }: Batch): NamedTensors {
  return { inputs, labels, targets, labelled };
}

/** Rows in reverse order; half of a scalar. */
function another(tensor: Tensor): Tensor {
  return scope(() => {
    if (tensor.rank === 0) return mul(tensor, 0.5);
    const rows = Array.from({ length: tensor.shape[0]! }, (_, row) => slice(tensor, [row], [1])).toReversed();
    return rows.length === 1 ? mul(tensor, 1) : concat(rows, 0);
  });
}
