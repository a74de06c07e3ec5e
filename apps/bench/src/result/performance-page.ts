// The page docs/performance.md: what was measured, how, and the tables.
import { markdownTable } from './markdown-table.ts';
import { type BenchResult, type Cell, isMeasured, type Ratio } from './result.ts';
import type { Spread } from './statistics.ts';

export function performancePage(result: BenchResult): string {
  const { environment, settings, scenarios, cells, scaling } = result;
  const { processor, cores, memoryGiB, platform, node, torch, devices } = environment;
  const measured = [
    `${processor}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node ${node}${torch === undefined ? '' : `, PyTorch ${torch}`}.`,
    ...Object.entries(devices).map(([id, device]) => `\`${id}\`: ${device}.`),
  ];
  const epochs = epochTable(result);
  return [
    '# Performance',
    '',
    'Made by `npm run bench -- --write-docs`; do not edit. Numbers as they came.',
    '',
    ...measured.map((line) => `- ${line}`),
    '',
    ...how(settings),
    '',
    ...(cells.length === 0
      ? []
      : [
          '## Steps',
          '',
          ...scenarios.map(({ id, summary, steps }) => `- \`${id}\`: ${summary}; ${steps} steps a turn.`),
          '',
          stepTable(result),
          ...legend(torch !== undefined),
          '',
        ]),
    ...(epochs === undefined ? [] : ['## Epochs with a cached teacher', '', 'All answers are in the cache already.', '', epochs, '']),
    ...(scaling.length === 0 ? [] : ['## Scaling', '', ...scalingText(result), '']),
  ].join('\n');
}

/** The table of steps, for a page or a terminal. */
export function stepTable({ cells, ratios }: Pick<BenchResult, 'cells' | 'ratios'>): string {
  const peers = [...new Set(ratios.filter(isOfPeer).map(({ to }) => to.contender))];
  const head = ['scenario', 'engine', 'teacher', 'ms per step', 'images/s', 'memory', 'step', 'framework', ...peers.map((peer) => `of ${peer}`)];
  return markdownTable(
    head,
    cells.map((cell) => rowOf(cell, ratios, peers)),
  );
}

function rowOf(cell: Cell, ratios: readonly Ratio[], peers: readonly string[]): readonly string[] {
  const name = [`\`${cell.scenario}\``, `\`${cell.contender}\``, cell.teacher];
  if (!isMeasured(cell)) return [...name, `skipped: ${cell.skipped}`, '–', '–', '–', '–', ...peers.map(() => '–')];
  const { ms, imagesPerSecond, peakBytes, steps, frameworkShare } = cell;
  return [
    ...name,
    spreadText(ms, digits),
    digits(imagesPerSecond),
    `${Math.round(peakBytes / 1e6)} MB`,
    steps ?? '–',
    frameworkShare === undefined ? '–' : `${(100 * frameworkShare).toFixed(0)} %`,
    ...peers.map((peer) => ratioText(ratios.find(({ scenario, of, to }) => scenario === cell.scenario && sameName(of, cell) && to.contender === peer))),
  ];
}

function epochTable({ ratios }: BenchResult): string | undefined {
  const epochs = ratios.filter((ratio) => !isOfPeer(ratio));
  if (epochs.length === 0) return undefined;
  return markdownTable(
    ['scenario', 'engine', 'epoch, of one with the live teacher'],
    epochs.map((ratio) => [`\`${ratio.scenario}\``, `\`${ratio.of.contender}\``, ratioText(ratio)]),
  );
}

function scalingText({ scaling }: BenchResult): readonly string[] {
  const axes = [...new Set(scaling.map(({ axis }) => axis))];
  const rows = scaling.map(({ axis, contender, points, fit }) => [
    axis,
    `\`${contender}\``,
    points.map(({ x, ms }) => `${x}: ${digits(ms)}`).join(', '),
    `${digits(fit.intercept)} ${fit.slope < 0 ? '−' : '+'} ${Math.abs(fit.slope).toPrecision(3)} x`,
    fit.r2.toFixed(3),
    fit.exponent.toFixed(2).replace('-', '−'),
  ]);
  return [
    'Milliseconds of a step of a small mlp (784-256-256-10 teaches its like, batch 64) while one thing varies. The line is fitted by least squares, R² is what it explains;',
    'the exponent p is that of a power x^p, fitted to the logarithms: 1 is linear, below 1 a part is paid once.',
    '',
    markdownTable(['what varies', 'engine', 'ms', 'line', 'R²', 'exponent'], rows),
    '',
    ...axes.map((axis) => `![Step time against ${axis}](images/${imageOf(axis)})`),
  ];
}

/** `number of teachers` as `scaling-number-of-teachers.svg`. */
export const imageOf = (axis: string): string => `scaling-${axis.replaceAll(' ', '-')}.svg`;

function how({ rounds, warmUp, threads }: BenchResult['settings']): readonly string[] {
  return [
    `Each row is a process of its own that runs the training loop as a run does, over random samples in memory. After ${warmUp === 1 ? 'a turn' : `${warmUp} turns`} of warm-up all processes of a`,
    `scenario take turns, ${rounds} rounds, so that what disturbs the machine disturbs all of them. A turn is an epoch of a few steps, and reads the device once.`,
    'An ONNX teacher works ahead, into the turn of whoever is next: it has rounds of its own. Captured steps have the numbers of eager ones, to the bit.',
    `PyTorch has ${threads} threads, and does the same arithmetic in the same way: same shapes, batch norm in training mode, the teacher without gradients.`,
  ];
}

function legend(peer: boolean): readonly string[] {
  return [
    '',
    '- **ms per step**: median of the rounds, quartiles in brackets.',
    '- **memory**: the largest resident memory of the process.',
    '- **step**: `captured`, or why not, where the engine can run a step as one call.',
    '- **framework**: share of the wall time of a step that is not inside tensor operations.',
    ...(peer
      ? [
          '- **of pytorch**: time of the row in times of PyTorch with the same teacher (a cached one: with the logits given), median of the rounds, quartiles in brackets; below 1 is faster.',
        ]
      : []),
  ];
}

const isOfPeer = ({ of, to }: Ratio): boolean => of.contender !== to.contender;

const sameName = (one: Ratio['of'], other: Ratio['of']): boolean => one.contender === other.contender && one.teacher === other.teacher;

const ratioText = (ratio: Ratio | undefined): string => (ratio === undefined ? '–' : `${spreadText(ratio.ratio, (value) => value.toFixed(2))}`);

const spreadText = ({ median, low, high }: Spread, text: (value: number) => string): string => `${text(median)} (${text(low)}–${text(high)})`;

/** Three digits, or all of a whole number. */
function digits(value: number): string {
  const text = Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
  return text.replace('-', '−');
}
