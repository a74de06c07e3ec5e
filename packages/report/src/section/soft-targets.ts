// What the teacher knows beyond the label: softened answers of everyone to a few samples, at several temperatures.
import { element } from '../page/element.ts';
import { figure } from '../page/figure.ts';
import { picture } from '../plot/picture.ts';
import { softTargetsPlot } from '../plot/soft-targets-plot.ts';
import type { RunEvidence } from '../run-files.ts';
import type { Section } from './report-page.ts';

export const softTargets: Section = ({ document, run }) => {
  const { evidence } = run;
  if (evidence.samples.length === 0 || evidence.temperatures.length === 0 || evidence.participants.length === 0) return [];
  const chooser = evidence.participants[0]!.name;
  const named = evidence.classes.every((name) => name.length <= 2);
  return [
    element(document, 'h2', {}, 'Soft targets'),
    element(
      document,
      'p',
      {},
      `Softmax of the logits divided by the temperature T, for ${evidence.samples.length} of the test samples about which ${chooser === 'teacher' ? 'the teacher' : `“${chooser}”`} is least decided, seed ${evidence.seed}. The label's bar is blue. What remains in the other bars at higher T is what a label alone does not tell.`,
    ),
    ...(named
      ? []
      : [element(document, 'p', { class: 'note' }, `Classes by number: ${evidence.classes.map((name, index) => `${index} ${name}`).join(', ')}.`)]),
    ...evidence.samples.map((_, index) => sample(document, evidence, index)),
  ];
};

function sample(document: Document, evidence: RunEvidence, index: number): HTMLElement {
  const { id, label, pixels } = evidence.samples[index]!;
  const name = label < 0 ? 'no label' : `label ${evidence.classes[label]}`;
  const shown = picture(document, evidence.shape, pixels);
  const left = element(document, 'div', {}, ...(shown === undefined ? [] : [figure(document, shown, { title: `Test sample ${id}, ${name}` })]));
  left.appendChild(element(document, 'p', {}, `Sample ${id}, ${name}`));
  const title = `Softened answers to test sample ${id}, ${name}, of ${evidence.participants.map((one) => one.name).join(', ')}`;
  return element(document, 'div', { class: 'sample' }, left, figure(document, softTargetsPlot(document, evidence, index), { title }));
}
