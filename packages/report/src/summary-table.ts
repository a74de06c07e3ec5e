// The table at the end of a run: one row per participant, mean and standard deviation over the seeds.
import type { RunSummary } from './run-files.ts';
import { meanAndSd, NONE, whole } from './stats/format-number.ts';
import { type ParticipantStats, participantStats } from './stats/participant-stats.ts';

export interface SummaryTable {
  readonly columns: readonly string[];
  /** As many texts per row as there are columns. */
  readonly rows: readonly (readonly string[])[];
}

interface Column {
  readonly title: string;
  readonly cell: (stats: ParticipantStats) => string;
}

const metric = (title: string, name: string, digits: number, scale = 1): Column => ({
  title,
  cell: ({ metrics }) => {
    const spread = metrics.get(name);
    return spread === undefined ? NONE : meanAndSd(spread, digits, scale);
  },
});

const columns: readonly Column[] = [
  { title: 'participant', cell: ({ name }) => name },
  metric('accuracy %', 'accuracy', 1, 100),
  metric('nll', 'nll', 3),
  metric('ece', 'ece', 3),
  metric('agreement %', 'agreement', 1, 100),
  { title: 'parameters', cell: ({ parameters }) => whole(parameters) },
  { title: 'ms/step', cell: ({ msPerStep }) => meanAndSd({ ...msPerStep, sd: undefined }, 2) },
];

/** Texts for a terminal. Shares are in per cent, nll in nats, the standard deviation is that of the sample of seeds. */
export function summaryTable(summary: RunSummary): SummaryTable {
  const stats = participantStats(summary);
  return { columns: columns.map(({ title }) => title), rows: stats.map((one) => columns.map(({ cell }) => cell(one))) };
}
