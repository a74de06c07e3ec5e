// Tables for the terminal.
import { type RunSummary, summaryTable } from '@retort/report';
import pc from 'picocolors';
import { plainTable } from './plain-table.ts';

/** The table at the end of a run. */
export function summaryText(summary: RunSummary): string {
  const { columns, rows } = summaryTable(summary);
  return plainTable(columns, rows);
}

/** Name and value, one per line. */
export function metricsText(metrics: Readonly<Record<string, number>>): string {
  const width = Math.max(...Object.keys(metrics).map((name) => name.length));
  return Object.entries(metrics)
    .map(([name, value]) => `${name.padEnd(width)}  ${pc.bold(value.toFixed(4))}`)
    .join('\n');
}
