// Tensors and plain data come back as they were, numbers that JSON does not have included.
import { commitFolder, memoryFiles } from '@retort/files';
import { liveCount, scalar, tensor1d } from '@retort/tensor';
import { expect, test } from 'vitest';
import { readState, writeState } from './state-folder.ts';

test('what is written is read', async () => {
  const before = liveCount();
  const files = memoryFiles();
  const tensors = { 'a/kernel': tensor1d([1, -2.5, 3e-9]), b: scalar(7) };
  const state = {
    steps: 3,
    learners: { one: { accuracy: 0.5, nll: Number.NaN, ece: Number.POSITIVE_INFINITY } },
    means: [Number.NEGATIVE_INFINITY, null, 'NaN'],
  };
  await commitFolder(files, 'stage', (folder) => writeState(files, folder, tensors, state));
  const read = await readState<typeof state>(files, 'stage');
  expect(read.state).toEqual(state);
  expect(Object.keys(read.tensors)).toEqual(['a/kernel', 'b']);
  expect([...(await read.tensors['a/kernel']!.data())]).toEqual([1, -2.5, Math.fround(3e-9)]);
  for (const tensor of [...Object.values(tensors), ...Object.values(read.tensors)]) tensor.dispose();
  expect(liveCount()).toEqual(before);
});
