// A run of the benchmarks: scenarios one after another, then the scaling, the result written after each of them.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Listr, type ListrTask } from 'listr2';
import { type BenchOptions, cellPlans, contendersOf, scenariosOf, settingsOf } from './options.ts';
import { PEERS } from './parent/contender.ts';
import { findTorch } from './parent/find-torch.ts';
import { type MeasuredCells, measureCells } from './parent/measure-cells.ts';
import { thisEnvironment } from './result/environment.ts';
import { imageOf, performancePage, stepTable } from './result/performance-page.ts';
import { type BenchResult, type Cell, RESULT_VERSION, ratiosOf, type ScalingLine } from './result/result.ts';
import { scalingAxes } from './scaling/axes.ts';
import { measureAxis } from './scaling/measure-axis.ts';

const docs = fileURLToPath(new URL('../../../docs', import.meta.url));

/** @throws KD_E_BENCH_CHOICE, KD_E_BENCH_PEER before anything is measured; KD_E_BENCH_CHILD */
export async function runBench(options: BenchOptions): Promise<void> {
  const settings = settingsOf(options);
  const contenders = contendersOf(options);
  const groups = scenariosOf(options, settings).map((scenario) => ({ scenario, plans: cellPlans(scenario, contenders, options) }));
  const torch = options.peer === undefined ? undefined : await findTorch(options.python);

  const cells: Cell[] = [];
  const scaling: ScalingLine[] = [];
  const devices: Record<string, string> = {};
  const result = (): BenchResult => ({
    kind: 'retort-bench',
    version: RESULT_VERSION,
    environment: { ...thisEnvironment(), ...(torch === undefined ? {} : { torch }), devices },
    settings,
    scenarios: groups.map(({ scenario: { id, summary, steps } }) => ({ id, summary, steps })),
    cells,
    ratios: ratiosOf(cells, PEERS),
    scaling,
  });
  const keep = async (measured: MeasuredCells['devices']): Promise<void> => {
    Object.assign(devices, measured);
    if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(result(), null, 2)}\n`);
  };

  const tasks = groups.map(
    ({ scenario, plans }): ListrTask => ({
      title: `${scenario.id}: ${scenario.summary}`,
      task: async (_, task) => {
        const measured = await measureCells(plans, settings, (line) => {
          task.output = line;
        });
        cells.push(...measured.cells);
        await keep(measured.devices);
      },
    }),
  );
  const engines = contenders.filter(({ shares }) => shares);
  const axes = (options.scaling ? scalingAxes : []).map(
    (axis): ListrTask => ({
      title: `scaling with the ${axis.name}`,
      task: async (_, task) => {
        const measured = await measureAxis(axis, engines, settings, (line) => {
          task.output = line;
        });
        scaling.push(...measured.lines);
        await keep(measured.devices);
      },
    }),
  );
  await new Listr([...tasks, ...axes]).run();
  process.stdout.write(`\n${stepTable(result())}\n`);
  if (options.writeDocs) await writeDocs(result());
}

async function writeDocs(result: BenchResult): Promise<void> {
  await mkdir(join(docs, 'images'), { recursive: true });
  await writeFile(join(docs, 'performance.md'), performancePage(result));
  const { scalingChart } = await import('./scaling/scaling-chart.ts');
  for (const axis of new Set(result.scaling.map((line) => line.axis))) {
    const lines = result.scaling.filter((line) => line.axis === axis);
    await writeFile(join(docs, 'images', imageOf(axis)), scalingChart(axis, lines));
  }
}
