// Accuracy per class, one dot per participant.
import * as Plot from '@observablehq/plot';
import type { Colours } from '../page/colours.ts';
import type { ParticipantEvidence } from '../run-files.ts';
import { shorten } from './accuracy-plot.ts';
import { draw } from './draw.ts';

/** Classes that are shown: those on which the participants differ most, where there are more than fit. */
export function shownClasses(participants: readonly ParticipantEvidence[], classes: number, most: number): readonly number[] {
  const all = Array.from({ length: classes }, (_, index) => index);
  if (classes <= most) return all;
  const range = (index: number): number => {
    const shares = participants.map(({ perClass }) => perClass[index]).filter((share) => typeof share === 'number');
    return shares.length === 0 ? 0 : Math.max(...shares) - Math.min(...shares);
  };
  return all.sort((a, b) => range(b) - range(a) || a - b).slice(0, most);
}

export function perClassPlot(
  document: Document,
  participants: readonly ParticipantEvidence[],
  classes: readonly string[],
  shown: readonly number[],
  colours: Colours,
): Element {
  const dots = participants.flatMap(({ name, perClass }) =>
    shown.flatMap((index) => (perClass[index] == null ? [] : [{ name, index, value: perClass[index] * 100 }])),
  );
  return draw(document, {
    width: 900,
    height: 64 + 24 * shown.length,
    marginLeft: 150,
    x: {
      label: 'accuracy on the test samples of the class, %',
      grid: true,
      domain: [Math.max(0, Math.floor((Math.min(100, ...dots.map(({ value }) => value)) - 2) / 10) * 10), 100],
    },
    y: { type: 'band', domain: shown, tickFormat: (index: number) => shorten(classes[index]!, 20), label: null, tickSize: 0 },
    marks: [
      Plot.ruleY(dots, Plot.groupY({ x1: 'min', x2: 'max' }, { y: 'index', x1: 'value', x2: 'value', stroke: 'var(--line)', strokeWidth: 2 })),
      // Each participant a little lower than the one before, so that equal values stay visible.
      ...participants.map(({ name }, place) =>
        Plot.dot(
          dots.filter((dot) => dot.name === name),
          { x: 'value', y: 'index', dy: (place - (participants.length - 1) / 2) * Math.min(3, 14 / participants.length), fill: colours.of(name), r: 4.5 },
        ),
      ),
    ],
    color: { type: 'identity' },
  });
}
