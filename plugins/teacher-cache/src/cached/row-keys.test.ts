// Keys follow view, identity and inputs; those of known samples are made once, those of anything made out of a batch never taken from memory.
import { type Batch, tellSource } from '@retort/kernel';
import { disposeAll, tensor, tensor1d, tensor2d } from '@retort/tensor';
import { afterEach, expect, test } from 'vitest';
import { remembered, rowKeys } from './row-keys.ts';

const made: Batch[] = [];
afterEach(() => {
  for (const { inputs, labels, targets, labelled } of made.splice(0)) disposeAll({ inputs, labels, targets, labelled });
});

/** One number a sample. */
function batchOf(ids: readonly number[], values: readonly number[], view = 'none'): Batch {
  const size = ids.length;
  const batch: Batch = {
    inputs: tensor([...values], [size, 1]),
    labels: tensor1d(new Int32Array(size), 'int32'),
    targets: tensor2d(new Float32Array(size), [size, 1]),
    labelled: tensor1d(new Float32Array(size)),
    ids: Int32Array.from(ids),
    size,
    view,
  };
  made.push(batch);
  return batch;
}
const of = (samples: object, batch: Batch): Batch => {
  tellSource(batch, samples);
  return batch;
};

test('are remembered by samples, view and identity, whatever the order: the inputs are not read again', async () => {
  const samples = {};
  const keys = remembered();
  const [one, two, three] = await rowKeys(batchOf([7, 8, 9], [1, 2, 3]));
  expect(await keys(of(samples, batchOf([7, 8], [1, 2])))).toEqual([one, two]);
  expect(await keys(of(samples, batchOf([9, 7], [3, 1])))).toEqual([three, one]);
  // The loader promises that they are what they were; nobody looks.
  expect(await keys(of(samples, batchOf([8, 9, 7], [0, 0, 0])))).toEqual([two, three, one]);
});

test('of other samples, of another view, and of a batch made out of a known one are made of the inputs', async () => {
  const samples = {};
  const keys = remembered();
  const batch = of(samples, batchOf([7], [1]));
  await keys(batch);
  const [other] = await rowKeys(batchOf([7], [5]));
  expect(await keys(of({}, batchOf([7], [5])))).toEqual([other]);
  expect(await keys(of(samples, batchOf([7], [1], 'mirrored')))).toEqual(await rowKeys(batchOf([7], [1], 'mirrored')));
  expect(await keys({ ...batch, inputs: batchOf([7], [5]).inputs })).toEqual([other]);
});
