// What a run of the benchmarks found, as it is written to a JSON file.

import type { Fit } from '../scaling/fit.ts';
import type { TeacherKind } from '../scenario/scenario.ts';
import { ratioSpread, type Spread } from './statistics.ts';

/** Changes with the shape of what follows. */
export const RESULT_VERSION = 1;

export interface BenchResult {
  readonly kind: 'retort-bench';
  readonly version: typeof RESULT_VERSION;
  readonly environment: Environment;
  readonly settings: Settings;
  readonly scenarios: readonly ScenarioText[];
  readonly cells: readonly Cell[];
  readonly ratios: readonly Ratio[];
  readonly scaling: readonly ScalingLine[];
}

export interface Environment {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
  readonly retort: string;
  /** `2.13.0+cpu`, where PyTorch was measured. */
  readonly torch?: string;
  /** What each contender computed on. */
  readonly devices: Readonly<Record<string, string>>;
}

export interface Settings {
  readonly rounds: number;
  /** Of every scenario, where it was given. */
  readonly steps?: number;
  readonly warmUp: number;
  readonly threads: number;
  readonly seed: number;
}

export interface ScenarioText {
  readonly id: string;
  readonly summary: string;
  /** Of a turn. */
  readonly steps: number;
}

interface CellName {
  readonly scenario: string;
  /** An engine of Retort, `pytorch` or `pytorch-compile`. */
  readonly contender: string;
  readonly teacher: TeacherKind;
}

export interface MeasuredCell extends CellName {
  /** Milliseconds of a step: the mean of each round. */
  readonly rounds: readonly number[];
  readonly ms: Spread;
  readonly imagesPerSecond: number;
  readonly peakBytes: number;
  /** How steps ran, where the engine could capture them: `captured`, or why not. */
  readonly steps?: string;
  /** Of a step's wall time, outside of tensor operations. Of Retort only. */
  readonly frameworkShare?: number;
  readonly skipped?: never;
}

export interface SkippedCell extends CellName {
  /** Why. */
  readonly skipped: string;
}

export type Cell = MeasuredCell | SkippedCell;

/** How long a step of one cell takes, in steps of another of the same scenario. */
export interface Ratio {
  readonly scenario: string;
  readonly of: Pick<CellName, 'contender' | 'teacher'>;
  readonly to: Pick<CellName, 'contender' | 'teacher'>;
  readonly ratio: Spread;
}

export interface ScalingLine {
  readonly axis: string;
  readonly contender: string;
  readonly points: readonly { readonly x: number; readonly ms: number }[];
  readonly fit: Fit;
}

export const isMeasured = (cell: Cell): cell is MeasuredCell => cell.skipped === undefined;

/** Every engine against PyTorch with the same teacher (a cached one against logits that come with the batch), and every epoch with a cached teacher against a live one. */
export function ratiosOf(cells: readonly Cell[], peers: readonly string[]): readonly Ratio[] {
  const measured = cells.filter(isMeasured);
  return measured.flatMap((of) =>
    measured
      .filter((to) => to.scenario === of.scenario && (isPeer(of, to, peers) || isCached(of, to)))
      .map((to) => ({ scenario: of.scenario, of: nameOf(of), to: nameOf(to), ratio: ratioSpread(of.rounds, to.rounds) })),
  );
}

const isPeer = (of: Cell, to: Cell, peers: readonly string[]): boolean =>
  !peers.includes(of.contender) && peers.includes(to.contender) && (of.teacher === 'cached' ? 'none' : of.teacher) === to.teacher;

const isCached = (of: Cell, to: Cell): boolean => of.contender === to.contender && of.teacher === 'cached' && to.teacher === 'live';

const nameOf = ({ contender, teacher }: Cell): Ratio['of'] => ({ contender, teacher });
