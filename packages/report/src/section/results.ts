// The result: what the numbers say, the table, and accuracy seed by seed.
import { element } from '../page/element.ts';
import { figure } from '../page/figure.ts';
import { table } from '../page/table.ts';
import { accuracyPlot } from '../plot/accuracy-plot.ts';
import { signed } from '../stats/format-number.ts';
import { comparisons } from '../stats/verdict.ts';
import { summaryTable } from '../summary-table.ts';
import type { Section } from './report-page.ts';

export const results: Section = ({ document, run, colours }) => {
  const { summary } = run;
  const compared = comparisons(summary, run.description.recipe.arms);
  const said = [...compared].reverse().map(({ sentence }, index) => element(document, 'p', index === 0 ? { class: 'lead' } : {}, sentence));
  const differences = new Map(compared.map(({ arm, baseline, points }) => [arm, `${signed(points, 1)} to ${baseline}`]));
  const { columns, rows } = summaryTable(summary);
  const head = compared.length === 0 ? columns : [columns[0]!, columns[1]!, 'difference', ...columns.slice(2)];
  const body = rows.map((row) => (compared.length === 0 ? row : [row[0]!, row[1]!, differences.get(row[0]!) ?? '', ...row.slice(2)]));
  const several = summary.participants.some(({ seeds }) => seeds.length > 1);
  return [
    element(document, 'h2', {}, 'Result'),
    ...said,
    table(document, head, body),
    element(
      document,
      'p',
      { class: 'note' },
      `${several ? 'Mean ± standard deviation over the seeds' : 'One seed'}, on ${summary.samples.test} test samples. nll: mean negative log-likelihood of the label in nats. ece: expected calibration error. agreement: share of test samples on which the student gives the teacher's answer.${compared.length === 0 ? '' : ' difference: points of accuracy, to the arm that learns from labels alone.'}`,
    ),
    figure(document, accuracyPlot(document, summary, colours), {
      title: `Accuracy of ${summary.participants.map(({ name }) => name).join(', ')}, one dot per seed`,
      caption: ['One dot per seed, the tick is their mean.'],
    }),
  ];
};
