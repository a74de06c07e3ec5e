// The mean over labelled samples, with weights, by hand.
import { readAll, scope, tensor1d } from '@retort/tensor';
import { expectClose } from '@retort/testing';
import { expect, test } from 'vitest';
import { labelledMean } from './labelled-mean.ts';

async function meanOf(losses: number[], labelled: number[], weights?: number[]): Promise<number> {
  const mean = scope(() => labelledMean(tensor1d(losses), tensor1d(labelled), weights === undefined ? undefined : tensor1d(weights)));
  const { mean: value } = await readAll({ mean });
  mean.dispose();
  return value![0]!;
}

test('is the sum of what labelled samples lose, times their weights, by the number of labelled samples, not of weights', async () => {
  expectClose([await meanOf([1, 2, 4], [1, 0, 1])], [2.5], 1e-6, 'without weights');
  expectClose([await meanOf([1, 2, 4], [1, 0, 1], [3, 5, 0.5])], [(3 + 2) / 2], 1e-6, 'with weights');
  expect(await meanOf([1, 2, 4], [0, 0, 0], [3, 5, 0.5])).toBe(0);
});
