// A chart is one well-formed SVG that names its engines and has every point.
import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { scalingChart } from './scaling-chart.ts';

test('points, lines and names of two engines', () => {
  const line = (contender: string, factor: number) => ({
    axis: 'batch size',
    contender,
    points: [1, 2, 4].map((x) => ({ x, ms: factor * x })),
    fit: { intercept: 0, slope: factor, r2: 1, exponent: 1 },
  });
  const text = scalingChart('batch size', [line('wasm', 3), line('tensorflow', 1)]);
  expect(text).toMatch(/^<svg[^>]* xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(text).not.toContain('<style');
  const { document } = parseHTML(`<body>${text}</body>`);
  expect(document.querySelectorAll('circle')).toHaveLength(6);
  expect(document.querySelectorAll('[aria-label="line"] path')).toHaveLength(2);
  for (const said of ['wasm', 'tensorflow', 'batch size', 'ms per step']) expect(document.querySelector('svg')!.textContent).toContain(said);
});
