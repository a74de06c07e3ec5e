// What the strategies chose by, or spent.
import { figuresTables } from '../figures-table.ts';
import { element } from '../page/element.ts';
import { table } from '../page/table.ts';
import type { Section } from './report-page.ts';

export const strategyFigures: Section = ({ document, run }) => {
  const tables = figuresTables(run.summary);
  if (tables.length === 0) return [];
  return [
    element(document, 'h2', {}, 'What the strategies chose by'),
    element(document, 'p', { class: 'note' }, 'Means over the seeds.'),
    ...tables.flatMap(({ arm, columns, rows }) => [element(document, 'h3', {}, arm), table(document, columns, rows)]),
  ];
};
