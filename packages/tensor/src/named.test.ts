// Copies stay what they were, assignments reach every variable, and everything is owned once.
import { expect, test } from 'vitest';
import { createVariable, liveCount, readAll, tensor } from './index.ts';
import { assignAll, copyAll, disposeAll } from './named.ts';

test('a copy stays when the variable moves, and brings it back', async () => {
  const before = liveCount();
  const [start, other] = [tensor([1, 2]), tensor([3, 4])];
  const variables = { w: createVariable(start) };
  const copy = copyAll(variables);
  assignAll(variables, { w: other, unused: start });
  expect([...(await readAll(variables)).w!]).toEqual([3, 4]);
  expect([...(await readAll(copy)).w!]).toEqual([1, 2]);
  assignAll(variables, copy);
  expect([...(await readAll(variables)).w!]).toEqual([1, 2]);
  for (const tensors of [{ start, other }, copy, variables]) disposeAll(tensors);
  expect(liveCount()).toEqual(before);
});
