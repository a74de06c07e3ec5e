// The top of the page: the recipe's name and what was run, in two lines.
import { element } from '../page/element.ts';
import { whole } from '../stats/format-number.ts';
import type { Section } from './report-page.ts';

export const heading: Section = ({ document, run }) => {
  const { description, summary } = run;
  const { data, engine, recipe } = description;
  const { samples } = summary;
  const seeds = [...new Set(summary.participants.flatMap(({ seeds: all }) => all.map(({ seed }) => seed)))];
  const facts = [
    `${data.name}: ${data.classes.length} classes, inputs of ${data.shape.join(' × ')}`,
    `${whole(samples.full)} training samples, ${whole(samples.labelled)} with a label for the students, ${whole(samples.test)} to test`,
  ];
  return [
    element(
      document,
      'header',
      {},
      element(document, 'h1', {}, recipe.name),
      element(document, 'p', {}, `${facts.join(' · ')}.`),
      element(
        document,
        'p',
        {},
        `${seeds.length === 1 ? `Seed ${seeds[0]}` : `Seeds ${seeds.join(', ')}`} on ${engine.id} (${engine.device}), Retort ${description.retort}.`,
      ),
    ),
  ];
};
