// Tables for the terminal.
import { figuresTables, type RunSummary, summaryTable } from '@retort/report';
import pc from 'picocolors';
import { plainTable } from './plain-table.ts';

/** The table at the end of a run, and what strategies chose by. */
export function summaryText(summary: RunSummary): string {
  const { columns, rows } = summaryTable(summary);
  const figures = figuresTables(summary).map(({ arm, columns: [, ...metrics], rows: about }) => plainTable([`of ${arm}`, ...metrics], about));
  return [plainTable(columns, rows), ...figures].join('\n\n');
}

/** Name and value, one per line. */
export function metricsText(metrics: Readonly<Record<string, number>>): string {
  const width = Math.max(...Object.keys(metrics).map((name) => name.length));
  return Object.entries(metrics)
    .map(([name, value]) => `${name.padEnd(width)}  ${pc.bold(value.toFixed(4))}`)
    .join('\n');
}
