// What counts as rounding between a captured step and the eager one.
import { scope, tensor1d } from '@retort/tensor';
import { expect, test } from 'vitest';
import { differenceOf, type Outcome } from './verify-step.ts';

const outcome = (...w: number[]): Outcome => ({ results: {}, variables: { w: tensor1d(w, 'float32') } });

/** What is said where the captured step is `off`, and the draws lead as far as `draws`; how many of them were asked for. */
async function verify(off: number, draws: readonly number[]): Promise<readonly [string | undefined, number]> {
  const made: Outcome[] = [];
  const own = (one: Outcome): Outcome => {
    made.push(one);
    return one;
  };
  let asked = 0;
  const said = await differenceOf(own(outcome(1, off)), own(outcome(1, 0)), () => own(outcome(1, draws[asked++] ?? 0)));
  for (const { variables } of made) scope(() => void variables.w!.dispose());
  return [said, asked];
}

test.each([
  ['within 1e-6 of the largest number, nothing is asked', 9e-7, [], undefined, 0],
  ['as far as the first draw leads, eightfold', 7e-4, [1e-4], undefined, 1],
  ['as far as a later draw leads', 7e-4, [0, 1e-6, 1e-4], undefined, 3],
  ['farther than every draw', 9e-4, [1e-4, 1e-4, 1e-4, 1e-4, 1], '"w" is off by 9.0e-4 of its size from the eager step', 4],
  ['no number', Number.NaN, [1e-4], '"w" is off by NaN of its size from the eager step', 4],
])('%s', async (_, off, draws, said, asked) => {
  expect(await verify(off, draws)).toEqual([said, asked]);
});
