// Cells in turns: every child is started and warmed up once, then each round lets one after another take its steps, so that what disturbs the
// machine disturbs all of them.
import { retortError } from '@retort/kernel';
import type { Closed, Share } from '../protocol.ts';
import type { Cell, Settings } from '../result/result.ts';
import { spread } from '../result/statistics.ts';
import type { Scenario, TeacherKind } from '../scenario/scenario.ts';
import type { Contender } from './contender.ts';
import { Worker } from './worker.ts';

/** What is watched runs other code than before, which has to get warm. */
const SHARE = { warm: 3000, watched: 1000 };

export interface CellPlan {
  readonly scenario: Scenario;
  readonly contender: Contender;
  readonly teacher: TeacherKind;
}

export interface MeasuredCells {
  /** In the order of the plans. */
  readonly cells: readonly Cell[];
  /** By contender. */
  readonly devices: Readonly<Record<string, string>>;
}

interface Runner {
  readonly plan: CellPlan;
  readonly worker: Worker;
  readonly device: string;
  readonly rounds: number[];
}

/** What is no failure but something that is not there. */
const ABSENT = ['KD_E_ENGINE_MISSING', 'KD_E_ONNX_INSTALL', 'KD_E_BENCH_ABSENT'];

/** @param tell - what is going on, for people. @throws KD_E_BENCH_CHILD */
export async function measureCells(plans: readonly CellPlan[], settings: Settings, tell: (line: string) => void): Promise<MeasuredCells> {
  const runners: Runner[] = [];
  const cells = new Map<CellPlan, Cell>();
  try {
    for (const plan of plans) {
      tell(`starting ${nameOf(plan)}`);
      const opened = await open(plan, settings);
      if (typeof opened === 'string') cells.set(plan, { ...cellName(plan), skipped: opened });
      else runners.push(opened);
    }
    for (const { plan, worker } of runners) {
      tell(`warming up ${nameOf(plan)}`);
      // One step more: the step that reads the device is then the last of each turn.
      await worker.ask({ ask: 'turn', steps: 1 + settings.warmUp * plan.scenario.steps });
    }
    for (const group of taking(runners)) await takeTurns(group, settings, tell);
    for (const runner of runners) {
      const { plan, worker } = runner;
      // What an ONNX teacher computes is inside another runtime, and nothing of the framework either.
      const share = plan.contender.shares && plan.teacher !== 'onnx' ? await worker.ask({ ask: 'share', steps: plan.scenario.steps, ...SHARE }) : undefined;
      cells.set(plan, measured(runner, share, await worker.ask({ ask: 'close' })));
    }
  } finally {
    for (const { worker } of runners) worker.end();
  }
  return {
    cells: plans.map((plan) => cells.get(plan)!),
    devices: Object.fromEntries(runners.map(({ plan, device }) => [plan.contender.id, device])),
  };
}

/** Who takes turns with whom. A teacher that works ahead is still at it after its turn, in the turn of the next: it has rounds of its own. */
function taking(runners: readonly Runner[]): readonly (readonly Runner[])[] {
  const works = ({ plan }: Runner): boolean => plan.teacher === 'onnx';
  return [runners.filter((runner) => !works(runner)), ...runners.filter(works).map((runner) => [runner])];
}

async function takeTurns(runners: readonly Runner[], settings: Settings, tell: (line: string) => void): Promise<void> {
  for (let round = 0; round < settings.rounds; round++) {
    // Each begins a round in its turn.
    for (let at = 0; at < runners.length; at++) {
      const { plan, worker, rounds } = runners[(round + at) % runners.length]!;
      const { steps } = plan.scenario;
      tell(`round ${round + 1} of ${settings.rounds}: ${nameOf(plan)}`);
      rounds.push((await worker.ask({ ask: 'turn', steps })).ms / steps);
    }
  }
}

/** A runner; or why there is none. */
async function open(plan: CellPlan, { seed, threads }: Settings): Promise<Runner | string> {
  const { scenario, contender, teacher } = plan;
  const worker = new Worker(nameOf(plan), contender.command);
  try {
    const cell = { scenario, engine: contender.engine, teacher, seed, threads, compile: contender.compile };
    const reply = await worker.reply({ ask: 'open', cell });
    if ('answer' in reply) return { plan, worker, device: reply.answer.device, rounds: [] };
    worker.end();
    const { code, message, why } = reply.failure;
    const wanted = contender.named && code === 'KD_E_ENGINE_MISSING';
    if (ABSENT.includes(code) && !wanted) return why;
    throw retortError('KD_E_BENCH_CHILD', { what: nameOf(plan), expected: 'a cell that opens', received: message });
  } catch (error) {
    worker.end();
    throw error;
  }
}

function measured({ plan, rounds }: Runner, share: Share | undefined, { peakBytes, steps }: Closed): Cell {
  const ms = spread(rounds);
  return {
    ...cellName(plan),
    rounds,
    ms,
    imagesPerSecond: (1000 * plan.scenario.batch) / ms.median,
    peakBytes,
    ...(steps === undefined ? {} : { steps }),
    ...(share === undefined ? {} : { frameworkShare: 1 - share.insideMs / share.ms }),
  };
}

const cellName = ({ scenario, contender, teacher }: CellPlan) => ({ scenario: scenario.id, contender: contender.id, teacher });

const nameOf = ({ scenario, contender, teacher }: CellPlan): string => `${scenario.id} on ${contender.id}, teacher ${teacher}`;
