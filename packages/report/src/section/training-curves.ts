// How training went: accuracy per epoch, then the weighted loss and each unweighted term.
import { legend } from '../page/colours.ts';
import { element } from '../page/element.ts';
import { figure } from '../page/figure.ts';
import { curvePlot } from '../plot/curve-plot.ts';
import { accuracyMeasure, lossMeasures } from '../stats/curves.ts';
import type { ReportPage, Section } from './report-page.ts';

export const trainingCurves: Section = (page) => {
  const { document, run, colours } = page;
  const losses = lossMeasures(run.metrics);
  const accuracy = accuracyPart(page);
  if (losses.length === 0 && accuracy.length === 0) return [];
  const several = run.summary.participants.some(({ seeds }) => seeds.length > 1);
  return [
    element(document, 'h2', {}, 'Training'),
    legend(
      document,
      colours,
      colours.names.filter((name) => run.metrics.some(({ arm }) => arm === name)),
    ),
    element(
      document,
      'p',
      { class: 'note' },
      `${several ? 'Thin lines are seeds, strong lines their mean. ' : ''}The loss is the weighted sum that is trained on; the terms below it are unweighted. Only a term of the same name and the same data can be compared between participants.`,
    ),
    ...accuracy,
    element(
      document,
      'div',
      { class: 'grid' },
      ...losses.map((measure) =>
        figure(document, curvePlot(document, measure, colours, { x: 'step', y: measure.name === 'loss' ? 'loss (weighted)' : measure.name, mayBeLog: true }), {
          title: `${measure.name} over the steps of training`,
        }),
      ),
    ),
  ];
};

function accuracyPart({ document, run, colours }: ReportPage): readonly HTMLElement[] {
  const measure = accuracyMeasure(run.metrics);
  if (measure.curves.length === 0) return [];
  const held = run.summary.samples.validation > 0;
  const caption = held
    ? `On ${run.summary.samples.validation} validation samples.`
    : 'On the test samples, because none were held out for validation: nothing may be chosen by this curve.';
  const plot = curvePlot(document, measure, colours, { x: 'epoch', y: 'accuracy, %', percent: true, width: 900, ratio: 0.36 });
  return [figure(document, plot, { title: 'Accuracy at the ends of epochs', caption: [caption] })];
}
