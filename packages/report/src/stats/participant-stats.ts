// One participant over its seeds: every number that the table shows.
import type { ParticipantSummary, RunSummary } from '../run-files.ts';
import { type Spread, spreadOf } from './spread.ts';

export interface ParticipantStats {
  readonly name: string;
  readonly seeds: readonly number[];
  /** By metric; a metric that some seed lacks is left out. */
  readonly metrics: ReadonlyMap<string, Spread>;
  readonly parameters: number;
  readonly steps: Spread;
  readonly msPerStep: Spread;
}

/** The participants in their order; one without any seed is left out. */
export function participantStats({ participants }: RunSummary): readonly ParticipantStats[] {
  return participants.filter(({ seeds }) => seeds.length > 0).map(statsOf);
}

function statsOf({ name, seeds }: ParticipantSummary): ParticipantStats {
  const names = Object.keys(seeds[0]!.metrics).filter((metric) => seeds.every(({ metrics }) => Object.hasOwn(metrics, metric)));
  return {
    name,
    seeds: seeds.map(({ seed }) => seed),
    metrics: new Map(names.map((metric) => [metric, spreadOf(seeds.map(({ metrics }) => metrics[metric]!))])),
    parameters: seeds[0]!.parameters,
    steps: spreadOf(seeds.map(({ steps }) => steps)),
    msPerStep: spreadOf(seeds.map(({ msPerStep }) => msPerStep)),
  };
}
