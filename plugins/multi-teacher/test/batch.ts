// A batch of given inputs without labels, and what a teacher says of it as plain numbers.
import type { Batch, TapName, Teacher, Tensor2D } from '@retort/kernel';
import { mul, readAll, reshape, scope, tensor1d, zeros } from '@retort/tensor';
import { type HostTensor, toTensor } from '@retort/testing';

export interface Asked {
  readonly logits: readonly number[];
  readonly taps: Readonly<Record<TapName, readonly number[]>>;
}

/** `change` replaces identities, the view, the number of copies. */
export async function ask(teacher: Teacher, inputs: HostTensor, change: Partial<Batch> = {}, taps: readonly TapName[] = []): Promise<Asked> {
  const size = inputs.shape[0]!;
  const batch: Batch = {
    inputs: toTensor(inputs),
    labels: tensor1d(Array<number>(size).fill(-1), 'int32'),
    targets: zeros([size, teacher.classes]),
    labelled: zeros([size]),
    ids: Int32Array.from({ length: size }, (_, row) => row),
    size,
    view: 'none',
    ...change,
  };
  const { inputs: given, labels, targets, labelled } = batch;
  try {
    const trace = await teacher.observe(batch, taps);
    const read = await readAll({ ...trace.taps, 'the logits': trace.logits });
    for (const part of [trace.logits, ...Object.values(trace.taps)]) part.dispose();
    return { logits: [...read['the logits']!], taps: Object.fromEntries(taps.map((tap) => [tap, [...read[tap]!]])) };
  } finally {
    for (const part of [given, labels, targets, labelled]) part.dispose();
  }
}

export interface Echo extends Teacher {
  /** What it was asked, in order. */
  readonly asked: { readonly view: string; readonly inputs: readonly number[]; readonly taps: readonly TapName[] }[];
}

/** A teacher whose logits are its inputs, flattened; its tap `double` is twice that. Fails from the call `failsAt` on. */
export function echo(classes: number, failsAt = Number.POSITIVE_INFINITY): Echo {
  const asked: Echo['asked'] = [];
  return {
    asked,
    taps: ['logits', 'double'],
    classes,
    shapeOf: () => [classes],
    async observe({ inputs, size, view }, taps) {
      const before = await readAll({ inputs });
      asked.push({ view, inputs: [...before.inputs!], taps });
      if (asked.length > failsAt) throw new Error('no answer');
      return scope(() => {
        const logits: Tensor2D = reshape(inputs, [size, classes]);
        return { logits, taps: Object.fromEntries(taps.map((tap) => [tap, mul(logits, tap === 'double' ? 2 : 1)])) };
      });
    },
    dispose: () => undefined,
  };
}
