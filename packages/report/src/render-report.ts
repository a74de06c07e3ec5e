// A run record to one HTML page: no script, no request, every name a text node. A pure function of its input.
import { parseHTML } from 'linkedom';
import { coloursOf } from './page/colours.ts';
import { element } from './page/element.ts';
import { style } from './page/style.ts';
import type { RunRecord } from './read/read-run.ts';
import { calibration, confusions, perClass } from './section/answers.ts';
import { heading } from './section/heading.ts';
import { provenance } from './section/provenance.ts';
import type { Section } from './section/report-page.ts';
import { results } from './section/results.ts';
import { softTargets } from './section/soft-targets.ts';
import { strategyFigures } from './section/strategy-figures.ts';
import { trainingCurves } from './section/training-curves.ts';

const sections: readonly Section[] = [heading, results, strategyFigures, trainingCurves, softTargets, confusions, calibration, perClass, provenance];

/** The policy forbids scripts and requests, should a browser ever find one in the page. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export function renderReport(run: RunRecord): string {
  const { document } = parseHTML('<!doctype html><html lang="en"><head></head><body></body></html>');
  const { head, body } = document;
  head.append(
    element(document, 'meta', { charset: 'utf-8' }),
    element(document, 'meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
    element(document, 'meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element(document, 'meta', { name: 'generator', content: `Retort ${run.description.retort}` }),
    element(document, 'title', {}, titleText(`${run.description.recipe.name} · Retort report`)),
    element(document, 'style', {}, style),
  );
  const main = Object.keys(run.description.recipe.arms).at(-1);
  const colours = coloursOf(
    run.summary.participants.map(({ name }) => name),
    main,
  );
  const page = { document, run, colours };
  body.append(element(document, 'main', {}, ...sections.flatMap((section) => section(page))));
  return `${document.toString()}\n`;
}

/** linkedom writes the text of the page's title as it is, without escaping it, so it is escaped here. A test holds it to that. */
const titleText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
