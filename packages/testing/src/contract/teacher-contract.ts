// What every teacher must do: answer a batch with the taps that were asked for, always alike, prepared or not, and keep nothing.
import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import type { Batch, Shape, TapName, Teacher } from '@retort/kernel';
import { randomStream, readAll, tensor1d, zeros } from '@retort/tensor';
import { expectFinite } from '../close.ts';
import { coded } from '../code.ts';
import { randomHost, toTensor } from '../host-tensor.ts';
import { expectNoLeak } from '../no-leak.ts';
import { group, type Runner } from '../runner.ts';

export interface TeacherContractOptions extends Runner {
  /** A new teacher; the suite disposes it. */
  readonly make: () => Teacher | Promise<Teacher>;
  /** Of one input, without the batch axis. */
  readonly inputShape: Shape;
}

/** Registers the suite under a name. It runs on the current engine. */
export function teacherContract(name: string, contract: TeacherContractOptions): void {
  const { test, make, inputShape } = contract;

  const using = async <T>(work: (teacher: Teacher, batch: Batch) => Promise<T> | T): Promise<T> => {
    const teacher = await make();
    const batch = batchOf(inputShape, teacher.classes);
    try {
      return await work(teacher, batch);
    } finally {
      disposeBatch(batch);
      teacher.dispose();
    }
  };

  group(contract, `teacher contract: ${name}`, () => {
    test('offers its logits first, and a shape for every tap', () =>
      using((teacher) => {
        equal(teacher.taps[0], 'logits');
        deepEqual([...teacher.shapeOf('logits')], [teacher.classes]);
        deepEqual(new Set(teacher.taps).size, teacher.taps.length, 'a tap twice');
        for (const tap of teacher.taps)
          ok(
            teacher.shapeOf(tap).every((size) => Number.isInteger(size) && size > 0),
            `the shape of "${tap}"`,
          );
      }));

    test('answers with what was asked for, in the promised shapes, finite', () =>
      using(async (teacher, batch) => {
        for (const taps of [[], [...teacher.taps]]) {
          const read = await ask(teacher, batch, taps);
          deepEqual(Object.keys(read.taps).sort(), [...taps].sort());
          deepEqual(read.logits.shape, [batch.size, teacher.classes]);
          for (const tap of taps) deepEqual(read.taps[tap]!.shape, [batch.size, ...teacher.shapeOf(tap)]);
          for (const { values } of [read.logits, ...Object.values(read.taps)]) expectFinite(values, 'an answer');
        }
      }));

    test('refuses a tap that it does not have', () => using((teacher) => throws(() => teacher.shapeOf('no-such-tap'), coded('KD_E_TAP_UNKNOWN'))));

    test('answers one batch alike every time, and leaves it as it was', () =>
      using(async (teacher, batch) => {
        const inputs = (await readAll({ inputs: batch.inputs })).inputs;
        const first = await ask(teacher, batch, teacher.taps);
        deepEqual(await ask(teacher, batch, teacher.taps), first);
        equal(batch.inputs.isDisposed, false, 'it disposed the batch');
        deepEqual((await readAll({ inputs: batch.inputs })).inputs, inputs);
      }));

    test('answers a batch that it was told of as it would have, whatever it is told of next', () =>
      using(async (teacher, batch) => {
        if (teacher.prepare === undefined) return;
        const expected = await ask(teacher, batch, teacher.taps);
        const next = batchOf(inputShape, teacher.classes, 5);
        try {
          await teacher.prepare(batch, teacher.taps);
          await teacher.prepare(next, []);
          deepEqual(await ask(teacher, batch, teacher.taps), expected, 'a batch before the last that it was told of');
          deepEqual(await ask(teacher, batch, teacher.taps), expected, 'the same batch again');
          const all = await ask(teacher, next, teacher.taps);
          equal(all.logits.shape[0], next.size, 'a batch of another size, with more taps than it was told');
          deepEqual(Object.keys(all.taps).sort(), [...teacher.taps].sort());
        } finally {
          disposeBatch(next);
        }
      }));

    test('keeps nothing of a batch that it was told of in vain', () =>
      using(async (teacher, batch) => {
        if (teacher.prepare === undefined) return;
        await ask(teacher, batch, teacher.taps);
        await expectNoLeak(async () => {
          const next = batchOf(inputShape, teacher.classes);
          await teacher.prepare?.(next, teacher.taps);
          disposeBatch(next);
        });
        await ask(teacher, batch, teacher.taps);
      }));

    test('leaves nothing behind', async () => {
      // The first teacher may fill caches of its library that stay.
      await using((teacher, batch) => ask(teacher, batch, teacher.taps));
      await using((teacher, batch) => expectNoLeak(() => ask(teacher, batch, teacher.taps)));
      await expectNoLeak(() => using((teacher, batch) => ask(teacher, batch, teacher.taps)));
    });
  });
}

/** The answer as plain numbers; its tensors are disposed. */
async function ask(teacher: Teacher, batch: Batch, taps: readonly TapName[]) {
  const trace = await teacher.observe(batch, taps);
  try {
    const values = await readAll({ ...trace.taps, 'the logits': trace.logits });
    const answered = Object.entries(trace.taps).map(([tap, { shape }]) => [tap, { shape, values: values[tap]! }] as const);
    return { logits: { shape: trace.logits.shape as number[], values: values['the logits']! }, taps: Object.fromEntries(answered) };
  } finally {
    for (const tensor of [trace.logits, ...Object.values(trace.taps)]) tensor.dispose();
  }
}

function batchOf(inputShape: Shape, classes: number, size = 3): Batch {
  return {
    inputs: toTensor(randomHost(randomStream(3, 'contract/batch'), size, inputShape)),
    labels: tensor1d(Array<number>(size).fill(-1), 'int32'),
    targets: zeros([size, classes]),
    labelled: zeros([size]),
    ids: Int32Array.from({ length: size }, (_, row) => row),
    size,
    view: 'none',
  };
}

function disposeBatch({ inputs, labels, targets, labelled }: Batch): void {
  for (const part of [inputs, labels, targets, labelled]) part.dispose();
}
