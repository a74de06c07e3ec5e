// On the native engine, the captured step of every scenario is the eager one to the bit: the same results and the same variables from a
// common state.
import { createRetort } from '@retort/distill';
import type { CaptureStep, NamedTensors } from '@retort/kernel';
import { assignAll, copyAll, disposeAll, readAll } from '@retort/tensor';
import { trainStage } from '@retort/trainer';
import { describe, expect, test } from 'vitest';
import { openTraining } from '../src/child/open-training.ts';
import { scenarios } from '../src/scenario/scenarios.ts';

const retort = await createRetort({ output: () => undefined });
const { available, detail, cure } = await retort.make('engine', 'tensorflow').probe();
await retort.dispose();

/** Names of what is not the same in both, each with the largest difference of it. */
async function differences(one: NamedTensors, other: NamedTensors): Promise<readonly string[]> {
  const [left, right] = [await readAll(one), await readAll(other)];
  expect(Object.keys(left)).toEqual(Object.keys(right));
  const largest = (name: string): number =>
    left[name]!.reduce((far, value, at) => Math.max(far, Object.is(value, right[name]![at]) ? 0 : Math.abs(value - right[name]![at]!)), 0);
  return Object.keys(left).flatMap((name) => (largest(name) === 0 ? [] : [`${name}: ${largest(name)}`]));
}

describe.skipIf(!available)(`captured steps of the scenarios${available ? '' : ` (skipped: ${detail}; \`${cure}\`)`}`, () => {
  test.each(scenarios)('$id', async (scenario) => {
    const teacher = scenario.teachers.includes('live') ? 'live' : scenario.teachers[0]!;
    const { engine, plan, loader, close } = await openTraining(
      { scenario, engine: 'tensorflow', teacher, seed: 1, threads: 2, compile: false },
      () => undefined,
    );
    let found: readonly string[] | undefined;
    /** Takes the step eagerly first, and takes it back. */
    const capture: CaptureStep = async (request) => {
      const before = copyAll(request.variables);
      const eager = request.step.run();
      const after = copyAll(request.variables);
      assignAll(request.variables, before);
      const outcome = await engine.capture!(request);
      expect(outcome.refusal).toBeUndefined();
      found = [...(await differences(outcome.results, eager)), ...(await differences(request.variables, after))];
      for (const each of [before, eager, after]) disposeAll(each);
      return outcome;
    };
    const events = trainStage({ plan, loader, callbacks: [], capture });
    for await (const event of events) if (event.kind === 'capture') break;
    await close();
    expect(found).toEqual([]);
  });
});
