// The run folder's data files, and what is made of them: the table of a terminal and one HTML page.
export { type FiguresTable, figuresTables } from './figures-table.ts';
export { type RunRecord, readRun } from './read/read-run.ts';
export type {
  CalibrationBin,
  MetricsLine,
  ParticipantEvidence,
  ParticipantSummary,
  RunDescription,
  RunEvidence,
  RunSummary,
  SeedResult,
  StrategyFigures,
} from './run-files.ts';
export { type ParticipantStats, participantStats } from './stats/participant-stats.ts';
export { type Spread, spreadOf } from './stats/spread.ts';
export { type Comparison, comparisons } from './stats/verdict.ts';
export { type SummaryTable, summaryTable } from './summary-table.ts';
export { writeReport } from './write-report.ts';
