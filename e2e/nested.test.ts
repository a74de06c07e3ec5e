// recipes/nested.yaml: plugins that know nothing of each other in one recipe. It is thirty lines, its plan can be read, and killed in each
// of its stages it ends bit-equal to a run that was not, without training a finished stage again.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFiles } from '@retort/files/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { manyCommands } from './many-commands.ts';
import { startRetort } from './retort-command.ts';
import { resultOf } from './run-tree.ts';

const RECIPE = 'recipes/nested.yaml';
/** Short, with a checkpoint in the middle of each epoch. */
const settings = [
  'data.fraction=0.5',
  'training.epochs=2',
  'training.checkpointEvery=9',
  'teacher.training.epochs=2',
  'teacher.training.checkpointEvery=9',
].flatMap((setting) => ['--set', setting]);

/** For what is not killed; what is killed is always a process of its own. */
const many = manyCommands();
let temporary: string;
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'retort-nested-'));
});
afterAll(() => rm(temporary, { recursive: true }));

interface Trained {
  readonly arm: string;
  readonly stage: string;
  readonly step: number;
}

/** Every step that was reported, in order. */
function trainedIn(stdout: string): readonly Trained[] {
  const lines = stdout.split('\n').filter(Boolean);
  return lines.flatMap((line) => {
    const event = JSON.parse(line) as { kind: string; place?: { arm: string; stage: string }; event?: { kind: string; report: { step: number } } };
    return event.kind === 'stage' && event.event?.kind === 'step' ? [{ ...event.place!, step: event.event.report.step }] : [];
  });
}

test('it is thirty lines at most, and its plan draws stages, committees and arrows', async () => {
  const lines = (await readFile(RECIPE, 'utf8')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines.length).toBeLessThanOrEqual(30);
  const { stdout, code } = await many(['plan', RECIPE]);
  expect(code).toBe(0);
  expect(stdout).toContain('distilled / assistant-1');
  expect(stdout).toContain('distilled / mutual');
  expect(stdout).toMatch(/learner student: .*committee of student-2 .*teacher .*assistant-1.*weights confidence/);
  expect(stdout).toMatch(/fitnet +0\.1 +features \[12\] +-> linear \[8\] -+> +teacher\/assistant-1\/features \[8\]/);
});

test('killed in each stage, it resumes to the same bits, and trains nothing twice', async () => {
  const whole = join(temporary, 'whole');
  const uninterrupted = await many(['--json', 'run', RECIPE, '--folder', whole, ...settings]);
  expect(uninterrupted).toMatchObject({ code: 0 });
  const reference = await resultOf(nodeFiles, whole);
  const stages = [...new Set(trainedIn(uninterrupted.stdout).map(({ arm, stage }) => `${arm}/${stage}`))];
  expect(stages).toEqual(['teacher/teacher', 'alone/alone', 'kd/distill', 'distilled/assistant-1', 'distilled/mutual']);

  const folder = join(temporary, 'killed');
  const finished = new Set<string>();
  for (const [index, wanted] of stages.entries()) {
    const running = startRetort(index === 0 ? ['--json', 'run', RECIPE, '--folder', folder, ...settings] : ['--json', 'resume', folder]);
    const [arm, stage] = wanted.split('/');
    await running.said(new RegExp(`"kind":"checkpoint","place":\\{[^}]*"arm":"${arm}","stage":"${stage}"`));
    running.child.kill('SIGKILL');
    const { signal, stdout } = await running.ended;
    expect(signal).toBe('SIGKILL');
    // What had finished is restored, and the stage in progress goes on after its checkpoint.
    const said = stdout.slice(0, stdout.lastIndexOf('\n'));
    for (const { arm: one, stage: two } of trainedIn(said)) expect(finished).not.toContain(`${one}/${two}`);
    for (const done of stages.slice(0, index)) finished.add(done);
  }
  const end = await many(['--json', 'resume', folder]);
  expect(end).toMatchObject({ code: 0 });
  const last = trainedIn(end.stdout);
  expect(new Set(last.map(({ arm, stage }) => `${arm}/${stage}`))).toEqual(new Set(['distilled/mutual']));
  expect(Math.min(...last.map(({ step }) => step))).toBeGreaterThanOrEqual(9);
  expect(await resultOf(nodeFiles, folder)).toEqual(reference);
});
