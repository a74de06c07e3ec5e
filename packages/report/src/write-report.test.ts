// Writing the page: whole or not at all.
import { readText, writeFileAtomic } from '@retort/files';
import { expect, test } from 'vitest';
import { exampleFiles, exampleRun, FOLDER } from '../test/example-run.ts';
import { readRun } from './read/read-run.ts';
import { renderReport } from './render-report.ts';
import { writeReport } from './write-report.ts';

const run = exampleRun({ seeds: [1], participants: { distilled: [0.9] }, samples: 1 });

test('report.html stands in the run folder and is the rendered run', async () => {
  const files = await exampleFiles(run);
  expect(await writeReport(files, FOLDER)).toBe(`${FOLDER}/report.html`);
  expect(await readText(files, `${FOLDER}/report.html`)).toBe(renderReport(await readRun(files, FOLDER)));
});

test('a damaged run leaves the old report as it was, and nothing else behind', async () => {
  const files = await exampleFiles(run);
  await writeReport(files, FOLDER);
  const before = await readText(files, `${FOLDER}/report.html`);
  const names = await files.list(FOLDER);
  await writeFileAtomic(files, `${FOLDER}/summary.json`, '{');
  await expect(writeReport(files, FOLDER)).rejects.toMatchObject({ code: 'KD_E_REPORT_DAMAGED' });
  expect(await readText(files, `${FOLDER}/report.html`)).toBe(before);
  expect(await files.list(FOLDER)).toEqual(names);
});
