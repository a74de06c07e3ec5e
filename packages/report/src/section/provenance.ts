// What was run, exactly: the resolved recipe, versions, device and data, and how to go on or repeat it.
import { type Child, element } from '../page/element.ts';
import { whole } from '../stats/format-number.ts';
import { recipeText } from './recipe-text.ts';
import type { Section } from './report-page.ts';

export const provenance: Section = ({ document, run }) => {
  const { description, folder } = run;
  const { data, engine, plugins, recipe, retort } = description;
  const { samples } = run.summary;
  const code = (text: string): HTMLElement => element(document, 'code', {}, text);
  const facts: readonly (readonly [string, Child])[] = [
    ['Retort', retort],
    ['Plugins', plugins.map(({ name, version }) => `${name} ${version}`).join(', ') || 'none'],
    ['Engine', `${engine.id}: ${engine.device}. ${engine.why}`],
    [
      'Data',
      `${data.name}, ${whole(samples.full)} training, ${whole(samples.labelled)} labelled, ${whole(samples.transfer)} transfer, ${whole(samples.validation)} validation, ${whole(samples.test)} test samples`,
    ],
    ['Data digest', code(data.digest)],
    ...(data.attribution === undefined ? [] : [['Data source', data.attribution] as const]),
  ];
  return [
    element(document, 'h2', {}, 'What was run'),
    element(document, 'dl', {}, ...facts.flatMap(([term, value]) => [element(document, 'dt', {}, term), element(document, 'dd', {}, value)])),
    element(
      document,
      'p',
      {},
      'An interrupted run goes on with ',
      code(`retort resume ${quoted(folder)}`),
      ' and ends with the same weights, bit for bit. The same recipe, seeds, versions, data and engine give these numbers again; times differ.',
    ),
    element(
      document,
      'details',
      { open: '' },
      element(document, 'summary', {}, 'The recipe, with every default written out'),
      element(document, 'pre', {}, recipeText(recipe)),
    ),
  ];
};

/** As a shell takes it. */
const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
