// How the participants answer: confusion matrices, reliability diagrams, accuracy per class. Of the first seed.
import { legend } from '../page/colours.ts';
import { element } from '../page/element.ts';
import { figure } from '../page/figure.ts';
import { confusionPlot } from '../plot/confusion-plot.ts';
import { perClassPlot, shownClasses } from '../plot/per-class-plot.ts';
import { reliabilityPlot } from '../plot/reliability-plot.ts';
import { fixed } from '../stats/format-number.ts';
import type { ReportPage, Section } from './report-page.ts';

/** Classes with a row of their own at most. */
const ROWS = 40;

export const confusions: Section = ({ document, run }) => {
  const { participants, classes, seed } = run.evidence;
  if (participants.length === 0) return [];
  return [
    element(document, 'h2', {}, 'Confusion'),
    element(
      document,
      'p',
      { class: 'note' },
      `Rows are labels, columns are answers, seed ${seed}. Blue is right, red is wrong; the shade is the share of the row.`,
    ),
    element(
      document,
      'div',
      { class: 'grid' },
      ...participants.map(({ name, confusion }) =>
        element(
          document,
          'div',
          {},
          element(document, 'h3', {}, name),
          figure(document, confusionPlot(document, confusion, classes), { title: `Confusion matrix of ${name}` }),
        ),
      ),
    ),
  ];
};

export const calibration: Section = ({ document, run, colours }) => {
  const { participants, seed } = run.evidence;
  if (participants.length === 0) return [];
  const errorOf = (page: ReportPage['run'], name: string): number =>
    page.summary.participants.find((one) => one.name === name)?.seeds.find((one) => one.seed === seed)?.metrics.ece ?? Number.NaN;
  return [
    element(document, 'h2', {}, 'Calibration'),
    element(
      document,
      'p',
      { class: 'note' },
      `How often answers of a given confidence are right, seed ${seed}. On the dashed line confidence is honest, below it too high, above it too low. Dots are bins, larger where there are more samples.`,
    ),
    element(
      document,
      'div',
      { class: 'grid' },
      ...participants.map(({ name, calibration: bins }) =>
        element(
          document,
          'div',
          {},
          element(document, 'h3', {}, `${name}, ece ${fixed(errorOf(run, name), 3)}`),
          figure(document, reliabilityPlot(document, bins, colours.of(name)), { title: `Reliability diagram of ${name}` }),
        ),
      ),
    ),
  ];
};

export const perClass: Section = ({ document, run, colours }) => {
  const { participants, classes, seed } = run.evidence;
  if (participants.length === 0) return [];
  const shown = shownClasses(participants, classes.length, ROWS);
  const names = participants.map(({ name }) => name);
  return [
    element(document, 'h2', {}, 'Accuracy per class'),
    legend(document, colours, names),
    figure(document, perClassPlot(document, participants, classes, shown, colours), {
      title: `Accuracy per class of ${names.join(', ')}`,
      caption: [
        `Seed ${seed}.${shown.length < classes.length ? ` The ${shown.length} of ${classes.length} classes on which the participants differ most.` : ''}`,
      ],
    }),
  ];
};
