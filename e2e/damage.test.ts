// Run folders that were damaged, and disks that are full: nothing damaged is ever used, nothing is half-written, and what
// is left resumes bit-equal.
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRetort, startRun } from '@retort/distill';
import { type FileSystem, memoryFiles } from '@retort/files';
import { nodeFiles } from '@retort/files/node';
import { faultyFiles } from '@retort/files/testing';
import { RetortError } from '@retort/kernel';
import { recipeFromObject, resolveRecipe } from '@retort/recipe';
import { liveCount } from '@retort/tensor';
import { beforeAll, describe, expect, test } from 'vitest';
import { manyCommands } from './many-commands.ts';
import { retort } from './retort-command.ts';
import { type RunResult, resultOf, treeOf } from './run-tree.ts';
import { scratchFolder } from './scratch-folder.ts';
import { tinyRecipe } from './tiny-recipe.ts';

const scratch = scratchFolder();
const many = manyCommands();
const { RETORT_KILLS } = process.env;
const input = tinyRecipe({ report: { temperatures: [1], samples: 1 } });

/** Runs in this process; stops after so many steps of the student. */
async function runHere(files: FileSystem, folder: string, options: { readonly resume?: boolean; readonly stopAt?: number } = {}): Promise<void> {
  const kernel = await createRetort({ files, output: () => undefined });
  const controller = new AbortController();
  const { stopAt, resume = false } = options;
  try {
    const recipe = resolveRecipe(recipeFromObject(input), kernel);
    for await (const event of startRun({ recipe, retort: kernel, files, folder, resume, signal: controller.signal })) {
      if (event.kind === 'stage' && event.place.arm === 'distilled' && event.event.kind === 'step' && event.event.report.step === stopAt) controller.abort();
    }
  } finally {
    await kernel.dispose();
  }
}

describe('a damaged run folder', () => {
  let reference: RunResult;
  const STAGE = 'seed-3/distilled/distill';

  beforeAll(async () => {
    await runHere(nodeFiles, scratch.at('whole'));
    reference = await resultOf(nodeFiles, scratch.at('whole'));
    await runHere(nodeFiles, scratch.at('cut'), { stopAt: 7 });
    expect(await readdir(scratch.at('cut', STAGE, 'checkpoints'))).toEqual(['step-000006', 'step-000007']);
  });

  const copy = async (name: string): Promise<string> => {
    await cp(scratch.at('cut'), scratch.at(name), { recursive: true });
    return scratch.at(name);
  };
  const flip = async (path: string): Promise<void> => {
    const bytes = await readFile(path);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(path, bytes);
  };
  const damages: readonly (readonly [string, (checkpoint: string) => Promise<void>])[] = [
    ['one bit of the weights', (path) => flip(join(path, 'weights.safetensors'))],
    ['truncated weights', (path) => truncate(join(path, 'weights.safetensors'), 100)],
    ['no state', (path) => rm(join(path, 'state.json'))],
    ['one bit of the manifest', (path) => flip(join(path, 'manifest.json'))],
    ['no manifest', (path) => rm(join(path, 'manifest.json'))],
    ['a file more', (path) => writeFile(join(path, 'more'), '')],
    ['an empty folder', async (path) => void (await Promise.all((await readdir(path)).map((name) => rm(join(path, name)))))],
  ];

  test.each(damages)('newest checkpoint with %s: the one before is taken, and said so', async (what, damage) => {
    const folder = await copy(`newest-${what.replaceAll(' ', '-')}`);
    await damage(join(folder, STAGE, 'checkpoints/step-000007'));
    const skipped: unknown[] = [];
    const kernel = await createRetort({ output: () => undefined });
    const recipe = resolveRecipe(recipeFromObject(input), kernel);
    for await (const event of startRun({ recipe, retort: kernel, folder, resume: true })) if (event.kind === 'checkpoint-skipped') skipped.push(event);
    await kernel.dispose();
    expect(skipped).toMatchObject([{ step: 7, place: { arm: 'distilled', stage: 'distill' }, reason: expect.stringMatching(/\[KD_E_FILES_/) }]);
    expect(await resultOf(nodeFiles, folder)).toEqual(reference);
  });

  test('the same by the command', async () => {
    const folder = await copy('newest');
    await flip(join(folder, STAGE, 'checkpoints/step-000007/weights.safetensors'));
    const end = await retort(['resume', folder]);
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(end.stdout).toMatch(/checkpoint of step 7 cannot be used, an older one is taken.*SHA-256[\s\S]*resumed at step 6/);
    expect(await resultOf(nodeFiles, folder)).toEqual(reference);
  });

  test.each<readonly [string, string, (folder: string) => Promise<void>]>([
    [
      'all checkpoints',
      'KD_E_FILES_DAMAGED',
      async (folder) => {
        for (const step of ['6', '7']) await flip(join(folder, STAGE, `checkpoints/step-00000${step}/weights.safetensors`));
      },
    ],
    ['the finished teacher', 'KD_E_FILES_DAMAGED', (folder) => flip(join(folder, 'seed-3/teacher/teacher/finished/weights.safetensors'))],
    ['a torn run.json', 'KD_E_RUN_DAMAGED', (folder) => truncate(join(folder, 'run.json'), 200)],
    ['a run.json of another format', 'KD_E_RUN_DAMAGED', (folder) => writeFile(join(folder, 'run.json'), '{}')],
    [
      'a recipe that was edited',
      'KD_E_RECIPE_VALUE',
      async (folder) => writeFile(join(folder, 'run.json'), (await readFile(join(folder, 'run.json'), 'utf8')).replaceAll('"batch": 8', '"batch": -1')),
    ],
    [
      'a log that is damaged in the middle',
      'KD_E_FILES_LOG',
      async (folder) => writeFile(join(folder, 'metrics.jsonl'), (await readFile(join(folder, 'metrics.jsonl'), 'utf8')).replace('{', '!')),
    ],
    [
      'data that changed',
      'KD_E_RUN_MISMATCH',
      async (folder) => writeFile(join(folder, 'run.json'), (await readFile(join(folder, 'run.json'), 'utf8')).replace(/"digest": "./, '"digest": "-')),
    ],
  ])('%s: refused with %s, and left as it is', async (what, code, damage) => {
    const folder = await copy(what.replaceAll(' ', '-'));
    await damage(folder);
    const before = await treeOf(nodeFiles, folder);
    const { code: exit, stderr } = await many(['resume', folder]);
    expect(exit).toBe(1);
    expect(stderr.trimEnd().endsWith(`[${code}]`), stderr).toBe(true);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(stderr).toContain(folder);
    expect(await treeOf(nodeFiles, folder)).toEqual(before);
  });

  test('a torn end of the log is what a kill leaves: it is cut off', async () => {
    const folder = await copy('torn-log');
    const path = join(folder, 'metrics.jsonl');
    await writeFile(path, `${await readFile(path, 'utf8')}{"seed":3,"arm":"disti`);
    await runHere(nodeFiles, folder, { resume: true });
    expect(await resultOf(nodeFiles, folder)).toEqual(reference);
  });

  test('where no checkpoint can be used, nothing stays allocated', async () => {
    const folder = await copy('leak');
    for (const step of ['6', '7']) await flip(join(folder, STAGE, `checkpoints/step-00000${step}/weights.safetensors`));
    const before = liveCount();
    await expect(runHere(nodeFiles, folder, { resume: true })).rejects.toMatchObject({ code: 'KD_E_FILES_DAMAGED' });
    expect(liveCount()).toEqual(before);
  });
});

describe('a full disk', () => {
  test('at any call: a coded error, and once there is space the run ends bit-equal', { timeout: 600_000 }, async () => {
    const whole = faultyFiles(memoryFiles());
    await runHere(whole, 'run');
    const reference = await resultOf(whole, 'run');
    const calls = whole.calls.length;
    const step = RETORT_KILLS === 'all' ? 1 : Math.ceil(calls / 15);
    const before = liveCount();
    let full = 0;
    for (let failAt = 1; failAt <= calls; failAt += step) {
      const disk = memoryFiles();
      const error = await runHere(faultyFiles(disk, { failAt, code: 'ENOSPC', action: 'torn', lasting: true }), 'run').then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (!RetortError.is(error, 'KD_E_FILES_FULL')) throw new Error(`call ${failAt}, ${whole.calls[failAt - 1]}: ${String(error)}`);
      expect(error.message).toMatch(/"run.*Free some space/);
      expect(liveCount()).toEqual(before);
      await runHere(disk, 'run', { resume: (await disk.stat('run/run.json')) !== undefined });
      expect({ failAt, ...(await resultOf(disk, 'run')) }).toEqual({ failAt, ...reference });
      full += 1;
    }
    console.log(`full at ${full} of ${calls} calls, every resume bit-equal`);
  });

  const mounted = ((): boolean => {
    try {
      execFileSync('mount', ['-V'], { stdio: 'ignore' });
      return process.platform === 'linux' && process.getuid?.() === 0;
    } catch {
      return false;
    }
  })();

  test.skipIf(!mounted)('a real one, by the command', async (context) => {
    const disk = scratch.at('disk');
    await mkdir(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      context.skip('this system lets nobody mount');
    }
    try {
      const recipe = await scratch.write('full.json', input);
      const folder = join(disk, 'run');
      const end = await retort(['run', recipe, '--folder', folder]);
      expect(end.code).toBe(1);
      expect(end.stderr).toMatch(/^error .*ENOSPC.*Free some space.*\[KD_E_FILES_FULL\]\n$/s);
      execFileSync('mount', ['-o', 'remount,size=32m', disk]);
      expect(await retort(['resume', folder])).toMatchObject({ code: 0, stderr: '' });
      await runHere(nodeFiles, scratch.at('roomy'));
      expect(await resultOf(nodeFiles, folder)).toEqual(await resultOf(nodeFiles, scratch.at('roomy')));
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
