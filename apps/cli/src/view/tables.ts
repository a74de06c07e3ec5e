// Tables for the terminal.
import { type RunSummary, summaryTable } from '@retort/report';
import Table from 'cli-table3';
import pc from 'picocolors';

/** The table at the end of a run. */
export function summaryText(summary: RunSummary): string {
  const { columns, rows } = summaryTable(summary);
  const table = new Table({
    head: [...columns],
    style: { head: ['bold'], border: ['grey'] },
    colAligns: columns.map((_, index) => (index === 0 ? 'left' : 'right')),
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

/** Name and value, one per line. */
export function metricsText(metrics: Readonly<Record<string, number>>): string {
  const width = Math.max(...Object.keys(metrics).map((name) => name.length));
  return Object.entries(metrics)
    .map(([name, value]) => `${name.padEnd(width)}  ${pc.bold(value.toFixed(4))}`)
    .join('\n');
}
