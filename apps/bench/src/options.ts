// From the words of the command line to what is measured. Whatever is wrong is said before anything runs.
import { expectedName, retortError } from '@retort/kernel';
import { type Contender, engineContender, PEERS, peerContender } from './parent/contender.ts';
import type { CellPlan } from './parent/measure-cells.ts';
import type { Settings } from './result/result.ts';
import { type Scenario, TEACHER_KINDS, type TeacherKind } from './scenario/scenario.ts';
import { scenarios } from './scenario/scenarios.ts';

/** As the parser gives them. */
export interface BenchOptions {
  /** Names; all when absent. */
  readonly scenarios?: readonly string[];
  readonly engines?: readonly string[];
  readonly teachers?: readonly string[];
  readonly rounds?: number;
  readonly steps?: number;
  readonly threads: number;
  readonly peer?: 'python';
  readonly python: string;
  readonly compile: boolean;
  readonly scaling: boolean;
  readonly quick: boolean;
  readonly json?: string;
  readonly writeDocs: boolean;
}

const ENGINES = ['wasm', 'tensorflow'];
const [ROUNDS, WARM_UP] = [9, 2];
const QUICK = { rounds: 2, steps: 2, warmUp: 1 };
const SEED = 1;

export function settingsOf({ rounds, steps, threads, quick }: BenchOptions): Settings {
  const given = steps ?? (quick ? QUICK.steps : undefined);
  return {
    rounds: rounds ?? (quick ? QUICK.rounds : ROUNDS),
    ...(given === undefined ? {} : { steps: given }),
    warmUp: quick ? QUICK.warmUp : WARM_UP,
    threads,
    seed: SEED,
  };
}

export function contendersOf({ engines, peer, python, compile }: BenchOptions): readonly Contender[] {
  const peers = peer === undefined ? [] : PEERS.filter((id) => compile || id !== 'pytorch-compile');
  return [...(engines ?? ENGINES).map((name) => engineContender(name, engines !== undefined)), ...peers.map((id) => peerContender(id, python))];
}

/** @throws KD_E_BENCH_CHOICE */
export function scenariosOf({ scenarios: wanted }: BenchOptions, { steps }: Settings): readonly Scenario[] {
  const ids = scenarios.map(({ id }) => id);
  for (const name of wanted ?? []) {
    if (name !== 'none') known(name, ids, 'a scenario');
  }
  const chosen = scenarios.filter(({ id }) => wanted?.includes(id) ?? true);
  return chosen.map((scenario) => ({ ...scenario, steps: steps ?? scenario.steps }));
}

/** Of one scenario: each contender with each teacher that both have. @throws KD_E_BENCH_CHOICE */
export function cellPlans(scenario: Scenario, contenders: readonly Contender[], { teachers }: Pick<BenchOptions, 'teachers'>): readonly CellPlan[] {
  for (const name of teachers ?? []) known(name, TEACHER_KINDS, 'a teacher');
  const wanted = scenario.teachers.filter((kind) => teachers?.includes(kind) ?? true);
  return contenders.flatMap((contender) =>
    wanted.filter((kind: TeacherKind) => contender.teachers?.includes(kind) ?? true).map((teacher) => ({ scenario, contender, teacher })),
  );
}

function known(name: string, names: readonly string[], what: string): void {
  if (!names.includes(name)) throw retortError('KD_E_BENCH_CHOICE', { what, expected: expectedName(name, names), received: `"${name}"` });
}
