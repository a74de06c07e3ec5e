// The words of the command line: what is measured, and what is refused before anything runs.
import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { type BenchOptions, cellPlans, contendersOf, scenariosOf, settingsOf } from './options.ts';
import { createProgram } from './program.ts';
import { scenarios } from './scenario/scenarios.ts';

async function parsed(...words: readonly string[]): Promise<BenchOptions> {
  let options: BenchOptions | undefined;
  const program = createProgram(async (given) => {
    options = given;
  });
  await program.configureOutput({ writeErr: () => undefined }).parseAsync([...words], { from: 'user' });
  return options!;
}

const plansOf = (options: BenchOptions): readonly string[] =>
  scenariosOf(options, settingsOf(options))
    .flatMap((scenario) => cellPlans(scenario, contendersOf(options), options))
    .map(({ scenario, contender, teacher }) => `${scenario.id} ${contender.id} ${teacher}`);

test('without words every scenario on both engines, with the teachers it has', async () => {
  const plans = plansOf(await parsed());
  expect(plans).toHaveLength(2 * scenarios.reduce((total, { teachers }) => total + teachers.length, 0));
  expect(plans).toContain('convnet wasm onnx');
  expect(plans).toContain('convnet-mutual tensorflow peers');
});

test('chosen scenarios, engines and teachers; a peer has no cache and no ONNX', async () => {
  const options = await parsed('--scenarios', 'convnet,mlp', '--engines', 'wasm:2', '--teachers', 'live,cached', '--peer', 'python', '--compile');
  expect(plansOf(options)).toEqual([
    'mlp wasm:2 live',
    'mlp pytorch live',
    'mlp pytorch-compile live',
    'convnet wasm:2 live',
    'convnet wasm:2 cached',
    'convnet pytorch live',
    'convnet pytorch-compile live',
  ]);
  expect(contendersOf(options).map(({ engine, named, compile }) => ({ engine, named, compile }))).toEqual([
    { engine: { id: 'wasm', threads: 2 }, named: true, compile: false },
    { engine: 'pytorch', named: true, compile: false },
    { engine: 'pytorch-compile', named: true, compile: true },
  ]);
});

test('engines that nobody named may be absent; `none` is no scenario', async () => {
  expect(contendersOf(await parsed()).map(({ named }) => named)).toEqual([false, false]);
  expect(plansOf(await parsed('--scenarios', 'none'))).toEqual([]);
});

test('steps and rounds: those of the scenario, those given, few of them', async () => {
  expect(settingsOf(await parsed())).toEqual({ rounds: 9, warmUp: 2, threads: 2, seed: 1 });
  expect(settingsOf(await parsed('--quick'))).toEqual({ rounds: 2, steps: 2, warmUp: 1, threads: 2, seed: 1 });
  const given = await parsed('--quick', '--steps', '7', '--rounds', '3', '--scenarios', 'mlp');
  expect(scenariosOf(given, settingsOf(given))[0]!.steps).toBe(7);
  expect(settingsOf(given).rounds).toBe(3);
});

test.each([
  [['--scenarios', 'convet'], /did you mean "convnet".*KD_E_BENCH_CHOICE/],
  [['--teachers', 'life'], /did you mean "live".*KD_E_BENCH_CHOICE/],
])('%s is refused with what is meant', async (words, message) => {
  const options = await parsed(...words);
  expect(() => plansOf(options)).toThrow(message);
});

test.each([[['--rounds', '0']], [['--steps', '1.5']], [['--peer', 'ruby']], [['--scenario', 'mlp']]])('%s is wrong usage', async (words) => {
  await expect(parsed(...words)).rejects.toThrow(CommanderError);
});
