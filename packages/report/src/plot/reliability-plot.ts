// A reliability diagram: in each bin of confidence, how often the answer was right. On the diagonal the confidence is honest.
import * as Plot from '@observablehq/plot';
import type { CalibrationBin } from '../run-files.ts';
import { draw } from './draw.ts';

export function reliabilityPlot(document: Document, bins: readonly CalibrationBin[], colour: string): Element {
  const filled = bins.filter(({ count }) => count > 0);
  const most = Math.max(1, ...filled.map(({ count }) => count));
  const axis = { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: '.2~f', grid: true };
  return draw(document, {
    width: 280,
    height: 270,
    marginLeft: 44,
    x: { ...axis, label: 'confidence' },
    y: { ...axis, label: 'share right' },
    r: { type: 'identity' },
    marks: [
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: 'var(--soft)', strokeDasharray: '4,4' },
      ),
      Plot.ruleX(filled, { x: 'confidence', y1: 'confidence', y2: 'accuracy', stroke: colour, strokeOpacity: 0.4 }),
      Plot.line(filled, { x: 'confidence', y: 'accuracy', stroke: colour, strokeWidth: 1.5 }),
      Plot.dot(filled, { x: 'confidence', y: 'accuracy', fill: colour, r: ({ count }: CalibrationBin) => 2 + 6 * Math.sqrt(count / most) }),
    ],
  });
}
