// The page: its structure, its independence of everything outside it, and names that would like to be markup.
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { type ExampleOptions, exampleFiles, exampleRun, FOLDER } from '../test/example-run.ts';
import { readRun } from './read/read-run.ts';
import { renderReport } from './render-report.ts';

async function render(options: ExampleOptions = {}): Promise<string> {
  return renderReport(await readRun(await exampleFiles(exampleRun(options)), FOLDER));
}

const few: ExampleOptions = { samples: 1, temperatures: [1, 4] };

test('structure: sections, and a title for every plot', async () => {
  const { document } = parseHTML(await render(few));
  const outline = [...document.querySelectorAll('h1, h2, h3, svg > title')].map((node) => `${node.tagName.toLowerCase()} ${node.textContent}`);
  expect(outline).toMatchInlineSnapshot(`
    [
      "h1 digits",
      "h2 Result",
      "title Accuracy of teacher, alone, distilled, one dot per seed",
      "h2 Training",
      "title Accuracy at the ends of epochs",
      "title loss over the steps of training",
      "title task over the steps of training",
      "title kd over the steps of training",
      "h2 Soft targets",
      "title Test sample 100, label 0",
      "title Softened answers to test sample 100, label 0, of teacher, alone, distilled",
      "h2 Confusion",
      "h3 teacher",
      "title Confusion matrix of teacher",
      "h3 alone",
      "title Confusion matrix of alone",
      "h3 distilled",
      "title Confusion matrix of distilled",
      "h2 Calibration",
      "h3 teacher, ece 0.004",
      "title Reliability diagram of teacher",
      "h3 alone, ece 0.029",
      "title Reliability diagram of alone",
      "h3 distilled, ece 0.016",
      "title Reliability diagram of distilled",
      "h2 Accuracy per class",
      "title Accuracy per class of teacher, alone, distilled",
      "h2 What was run",
    ]
  `);
  for (const svg of document.querySelectorAll('svg')) {
    expect(svg.getAttribute('role')).toBe('img');
    expect(svg.firstElementChild?.tagName.toLowerCase()).toBe('title');
  }
});

test('the numbers of the table, with the difference to the baseline', async () => {
  const { document } = parseHTML(await render(few));
  const rows = [...document.querySelectorAll('tr')].map((row) => [...row.children].map((cell) => cell.textContent));
  expect(rows[0]).toEqual(['participant', 'accuracy %', 'difference', 'nll', 'ece', 'agreement %', 'parameters', 'ms/step']);
  expect(rows.map((row) => row.slice(0, 3))).toEqual([
    ['participant', 'accuracy %', 'difference'],
    ['teacher', '98.4 ± 0.4', ''],
    ['alone', '88.6 ± 1.0', ''],
    ['distilled', '93.7 ± 0.6', '+5.1 to alone'],
  ]);
  expect(document.querySelector('.lead')?.textContent).toContain('better by 5.1 points');
});

test('who is measured beside an arm has a row, no comparison and no curve; the recipe’s own arm keeps the first colour', async () => {
  const participants = { teacher: [0.99, 0.99], alone: [0.88, 0.89], distilled: [0.93, 0.94], 'distilled-assistant': [0.95, 0.96] };
  const figures = [{ arm: 'distilled', seed: 1, figures: { 'assistant-1': { accuracy: 0.9, parameters: 1234 } } }];
  const { document } = parseHTML(await render({ ...few, seeds: [1, 2], participants, beside: ['distilled-assistant'], figures }));
  const texts = (selector: string) => [...document.querySelectorAll(selector)].map((node) => node.textContent);
  const [result, chosen] = [...document.querySelectorAll('table')].map((one) =>
    [...one.querySelectorAll('tbody tr')].map((row) => [...row.children].slice(0, 3).map((cell) => cell.textContent)),
  );
  expect(result!.slice(2)).toEqual([
    ['distilled', '93.5 ± 0.7', '+5.0 to alone'],
    ['distilled-assistant', '95.5 ± 0.7', ''],
  ]);
  expect(chosen).toEqual([['assistant-1', '0.900', '1,234']]);
  expect(texts('h2')).toContain('What the strategies chose by');
  const [training, classes] = [...document.querySelectorAll('.legend')].map((legend) =>
    [...legend.children].map((entry) => [entry.textContent, entry.firstElementChild!.getAttribute('style')]),
  );
  expect(training!.map(([name]) => name)).toEqual(['teacher', 'alone', 'distilled']);
  expect(classes!.map(([name]) => name)).toEqual(['teacher', 'alone', 'distilled', 'distilled-assistant']);
  expect(classes![2]![1]).toBe('background: var(--hue-1)');
});

test('one bar per class, participant and temperature; one rectangle per pixel that is not black', async () => {
  const { document } = parseHTML(await render(few));
  const sample = document.querySelector('.sample')!;
  expect(sample.querySelectorAll('svg:not(.picture) g[aria-label="bar"] rect')).toHaveLength(10 * 3 * 2);
  const pixels = exampleRun(few).evidence.samples[0]!.pixels;
  const black = pixels.filter((value) => Math.round(((value - Math.min(...pixels)) / (Math.max(...pixels) - Math.min(...pixels))) * 255) === 0).length;
  expect(sample.querySelectorAll('svg.picture rect')).toHaveLength(1 + 64 - black);
});

test('the same run gives the same page', async () => {
  expect(await render(few)).toBe(await render(few));
});

test('nothing outside the page is named: no address, no script, no link, no import', async () => {
  const html = await render(few);
  expect(html).not.toMatch(/https?:|\/\/|<script|<link|<img|<iframe|<object|@import|url\(|\s(src|href|xlink:href|srcset|action)=/i);
  expect(html).toContain("default-src 'none'");
});

describe('names that would like to be markup', () => {
  const evil = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    '</title></style></svg><script>alert(1)</script>',
    '&lt;b&gt;&amp;',
    'javascript:alert(1)',
    'red',
    'var(--page); background: black',
    '\u2028]]>--><!--',
    'x',
  ];
  const accuracies = [0.9, 0.91, 0.92];

  test('stay text wherever they stand, and change no element and no attribute', async () => {
    const participants = Object.fromEntries([...evil.map((name) => [name, accuracies]), ['alone', accuracies]]) as Record<string, readonly number[]>;
    const options = { ...few, name: evil[3]!, classes: evil, participants, learners: [evil[1]!, evil[0]!], attribution: evil[0]! };
    const html = await render(options);
    const { document } = parseHTML(html);
    expect([...document.querySelectorAll('script, img, iframe, object, embed, link, form, a, base')].map(({ tagName }) => tagName)).toEqual([]);
    const allowed = new Set([
      'html',
      'head',
      'meta',
      'title',
      'style',
      'body',
      'main',
      'header',
      'h1',
      'h2',
      'h3',
      'p',
      'span',
      'i',
      'div',
      'table',
      'thead',
      'tbody',
      'tr',
      'th',
      'td',
      'dl',
      'dt',
      'dd',
      'code',
      'pre',
      'details',
      'summary',
      'figure',
      'figcaption',
      'svg',
      'g',
      'rect',
      'path',
      'line',
      'circle',
      'text',
      'tspan',
    ]);
    for (const node of document.querySelectorAll('*')) {
      expect(allowed).toContain(node.tagName.toLowerCase());
      for (const { name } of node.attributes) expect(name).not.toMatch(/^on|href|src/i);
      const style = node.getAttribute('style');
      if (style !== null && node.tagName.toLowerCase() === 'i') expect(style).toMatch(/^background: var\(--(hue-\d|teacher)\)$/);
    }
    expect(html.match(/<script|<img/gi)).toBeNull();
    expect(document.querySelector('h1')?.textContent).toBe(evil[3]);
    expect(document.querySelector('title')?.textContent).toBe(`${evil[3]} · Retort report`);
    const firsts = [...document.querySelectorAll('tbody th')].map((cell) => cell.textContent);
    expect(firsts).toEqual([...evil, 'alone']);
  });

  test('fills and strokes are the colours of the page, never a name', async () => {
    const { document } = parseHTML(await render({ ...few, participants: { red: accuracies, 'url(#a)': accuracies, alone: accuracies } }));
    const colours = [...document.querySelectorAll('svg [fill], svg [stroke]')].flatMap((node) => [node.getAttribute('fill'), node.getAttribute('stroke')]);
    for (const colour of new Set(colours)) expect(colour ?? 'none').toMatch(/^(none|currentColor|var\(--[a-z]+(-\d)?\)|rgb\(\d+,\d+,\d+\))$/);
  });
});

describe('runs of every kind', () => {
  const headings = async (options: ExampleOptions): Promise<readonly string[]> => {
    const { document } = parseHTML(await render(options));
    expect(document.toString()).not.toMatch(/NaN|Infinity|undefined|null/);
    return [...document.querySelectorAll('h2')].map(({ textContent }) => textContent ?? '');
  };
  const all = ['Result', 'Training', 'Soft targets', 'Confusion', 'Calibration', 'Accuracy per class', 'What was run'];

  test('one seed', async () => {
    expect(await headings({ ...few, seeds: [4], participants: { teacher: [0.98], alone: [0.9], distilled: [0.92] } })).toEqual(all);
  });
  test('one arm, no teacher, no baseline', async () => {
    expect(await headings({ ...few, participants: { distilled: [0.9, 0.91, 0.92] } })).toEqual(all);
  });
  test('without samples or temperatures there are no soft targets', async () => {
    expect(await headings({ samples: 0 })).not.toContain('Soft targets');
  });
  test('perfect answers, nothing in the log', async () => {
    const run = exampleRun({ ...few, participants: { distilled: [1, 1, 1] } });
    const html = renderReport(await readRun(await exampleFiles({ ...run, lines: [] }), FOLDER));
    expect(html).not.toContain('Training</h2>');
    expect(html).not.toMatch(/NaN|Infinity/);
  });
  test('two learners in an arm', async () => {
    expect(await headings({ ...few, learners: ['first', 'second'] })).toEqual(all);
  });
  test('validation samples are named where accuracy was read on them', async () => {
    expect(await render({ ...few, validation: 100 })).toContain('On 100 validation samples.');
    expect(await render(few)).toContain('nothing may be chosen by this curve');
  });
  test('100 classes with long names, colour pictures of 96 by 64', async () => {
    const classes = Array.from({ length: 100 }, (_, index) => `a class with a rather long name ${index}`);
    const html = await render({ ...few, classes, shape: [96, 64, 3] });
    const { document } = parseHTML(html);
    expect(document.querySelectorAll('.sample svg:not(.picture) g[aria-label="bar"] rect')).toHaveLength(12 * 3 * 2);
    expect(document.querySelector('svg.picture')?.getAttribute('viewBox')).toBe('0 0 22 32');
    expect(html.length).toBeLessThan(3_000_000);
  });
  test('vectors are a strip, and inputs that are no picture have none', async () => {
    expect(
      parseHTML(await render({ ...few, shape: [30] }))
        .document.querySelector('svg.picture')
        ?.getAttribute('viewBox'),
    ).toBe('0 0 30 1');
    expect(parseHTML(await render({ ...few, shape: [2, 2, 2, 2] })).document.querySelector('svg.picture')).toBeNull();
  });
});
