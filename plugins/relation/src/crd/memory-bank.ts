// Remembered embeddings of every sample of the training view, for one network. State: checkpointed, not trained.
import type { RandomStream, Tensor2D, Variable } from '@retort/kernel';
import { add, createVariable, detach, expandDims, gather, l2Normalise, mul, scatterND, tensor1d, tensor2d } from '@retort/tensor';

/** `[N, D]`, uniform in +-sqrt(3/D): rows of length about 1. The caller owns it. */
export function createBank(random: RandomStream, rows: number, width: number): Variable {
  const bound = Math.sqrt(3 / width);
  const values = random
    .at(0)
    .uniforms(rows * width)
    .map((value) => (2 * value - 1) * bound);
  return createVariable(tensor2d(values, [rows, width]), false);
}

/**
 * `bank[r] <- normalise(m bank[r] + (1 - m) v)` for the rows of a batch. No gradient. A row that is named twice takes the last.
 *
 * @param fresh - `[B, D]`, of length 1.
 * @param rows - one for each of the batch.
 */
export function remember(bank: Variable, fresh: Tensor2D, rows: readonly number[], momentum: number): void {
  const [size, width] = bank.shape as [number, number];
  const last = new Map(rows.map((row, place) => [row, place]));
  const touched = tensor1d(Int32Array.from(last.keys()), 'int32');
  const kept = new Float32Array(size).fill(1);
  for (const row of last.keys()) kept[row] = 0;
  const taken = gather(detach(fresh), tensor1d(Int32Array.from(last.values()), 'int32'));
  const mixed = l2Normalise(add(mul(gather(bank, touched), momentum), mul(taken, 1 - momentum)), 1);
  const moved = scatterND(expandDims(touched, 1), mixed, [size, width]);
  bank.assign(add(mul(bank, tensor2d(kept, [size, 1])), moved));
}
