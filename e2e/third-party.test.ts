// A knowledge of somebody else's, in a file outside the repository and outside of any project, runs from a recipe that lists
// it, in the form that the README shows.
import { nodeFiles } from '@retort/files/node';
import { describe, expect, test } from 'vitest';
import { blocksOf } from './docs/blocks.ts';
import { manyCommands } from './many-commands.ts';
import { retort, startRetort } from './retort-command.ts';
import { resultOf } from './run-tree.ts';
import { scratchFolder } from './scratch-folder.ts';
import { tinyRecipe } from './tiny-recipe.ts';

const scratch = scratchFolder();
const many = manyCommands();

const PLUGIN = `import { defineResponseKnowledge, definePlugin } from '@retort/kernel';
import { mean, square, sub } from '@retort/tensor';
import { z } from 'zod';

const distance = defineResponseKnowledge({
  id: 'distance',
  summary: 'squared distance of the logits',
  options: z.strictObject({ margin: z.number().default(0) }),
  loss: ({ student, teacher }) => ({ distance: mean(square(sub(student, teacher))) }),
});
export const plugin = definePlugin({ name: 'somebody', version: '1.0.0', kernel: '^0.1.0', contributions: [distance] });
`;

const recipeWith = (knowledge: string | object, plugins: readonly string[]) =>
  tinyRecipe({ name: 'somebody', plugins, objective: { task: 0, terms: [{ knowledge: knowledge as string, weight: 1 }] } });

const lossesOf = async (folder: string): Promise<readonly string[]> => {
  const { metrics } = await resultOf(nodeFiles, folder);
  const terms = metrics.map((line) => JSON.parse(line) as { readonly arm: string; readonly terms?: Readonly<Record<string, number>> });
  return [...new Set(terms.filter(({ arm }) => arm === 'distilled').flatMap((line) => Object.keys(line.terms ?? {})))];
};

test('the knowledge of the README', { timeout: 60_000 }, async () => {
  const blocks = await blocksOf('README.md');
  const file = blocks.find((block) => block.file?.endsWith('.mjs'))!;
  const recipe = blocks.find(({ language, text }) => language === 'yaml' && text.includes(`./${file.file}`))!;
  expect(
    file.text
      .trim()
      .split('\n')
      .filter((line) => line.trim() !== '').length,
  ).toBeLessThanOrEqual(15);
  await scratch.write(`readme/${file.file}`, file.text);
  const path = await scratch.write('readme/recipe.yaml', recipe.text);
  const folder = scratch.at('readme/run');
  const short = ['data.fraction=0.1', 'teacher.model={ id: mlp, hidden: [8] }', 'teacher.training.epochs=1', 'training.epochs=1'].flatMap((text) => [
    '--set',
    text,
  ]);
  const end = await retort(['run', path, '--folder', folder, ...short]);
  expect(end).toMatchObject({ code: 0, stderr: '' });
  expect(await lossesOf(folder)).toHaveLength(1);
});

test('lists, plans, runs, is stopped and resumes from another folder, as JSON lines', { timeout: 60_000 }, async () => {
  await scratch.write('stopped/somebody.mjs', PLUGIN);
  const training = { epochs: 20, batch: 8, callbacks: ['progbar-logger'] };
  const recipe = await scratch.write('stopped/recipe.json', { ...recipeWith('distance', ['./somebody.mjs']), training });
  const [whole, cut] = [scratch.at('stopped/whole'), scratch.at('stopped/cut')];
  expect(await many(['run', recipe, '--folder', whole])).toMatchObject({ code: 0 });
  expect(await lossesOf(whole)).toEqual(['student/distance']);

  const running = startRetort(['--json', 'run', recipe, '--folder', cut]);
  await running.said('"arm":"distilled"');
  running.child.kill('SIGTERM');
  expect(await running.ended).toMatchObject({ code: 130 });
  const end = await retort(['--json', 'resume', cut], { cwd: scratch.path });
  expect(end.code).toBe(0);
  for (const line of end.stdout.trim().split('\n')) expect(JSON.parse(line)).toBeTypeOf('object');
  expect(end.stderr).toContain('distill 20/20');
  expect(await resultOf(nodeFiles, cut)).toEqual(await resultOf(nodeFiles, whole));
});

test('given on the command line, it is found again when the run resumes', { timeout: 60_000 }, async () => {
  await scratch.write('line/somebody.mjs', PLUGIN);
  const recipe = await scratch.write('line/recipe.json', recipeWith('distance', []));
  const folder = scratch.at('line/run');
  const cwd = scratch.at('line');
  expect(await many(['run', recipe, '--plugin', './somebody.mjs', '--folder', folder], { cwd })).toMatchObject({ code: 0 });
  // In a process that never loaded it.
  expect(await retort(['resume', folder])).toMatchObject({ code: 0, stderr: '' });
  expect((await many(['list', 'knowledge', '--plugin', './somebody.mjs'], { cwd })).stdout).toContain('squared distance of the logits');
  expect((await many(['plan', recipe, '--plugin', scratch.at('line/somebody.mjs')])).stdout).toContain('distance');
});

describe('what cannot be loaded or used', () => {
  test.each([
    ['a file that is not there', undefined, 'KD_E_PLUGIN_LOAD'],
    ['a file that is not JavaScript', 'export const = 3', 'KD_E_PLUGIN_LOAD'],
    ['a file that imports what nobody has', "import 'nobody-has-this';", 'KD_E_PLUGIN_LOAD'],
    ['a file that exports something else', 'export const knowledge = 3;', 'KD_E_PLUGIN_LOAD'],
    ['a file that throws', "throw new Error('on load');", 'KD_E_PLUGIN_LOAD'],
    ['a plugin that is none', 'export const plugin = { name: 3 };', 'KD_E_PLUGIN_INVALID'],
    ['a plugin for another kernel', PLUGIN.replace('^0.1.0', '^9.0.0'), 'KD_E_PLUGIN_VERSION'],
    ['an id that is taken', PLUGIN.replace("id: 'distance'", "id: 'kd'"), 'KD_E_DUPLICATE'],
    ['an unknown option', PLUGIN, 'KD_E_RECIPE_OPTIONS'],
  ])('%s', async (what, text, code) => {
    const folder = what.replaceAll(' ', '-');
    if (text !== undefined) await scratch.write(`${folder}/somebody.mjs`, text);
    const recipe = await scratch.write(`${folder}/recipe.json`, recipeWith({ id: 'distance', margn: 1 }, ['./somebody.mjs']));
    const end = await many(['run', recipe, '--folder', scratch.at(folder, 'run')]);
    expect({ code: end.code, stdout: end.stdout }).toEqual({ code: 1, stdout: '' });
    expect(end.stderr).toContain(`[${code}]`);
    expect(end.stderr).not.toMatch(/^ {4}at /m);
    expect(await nodeFiles.stat(scratch.at(folder, 'run'))).toBeUndefined();
  });
});
