// Where engines are installed to, and in which order packages are looked for.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { project, removeProjects } from '../test/fake-package.ts';
import { ENGINES_VARIABLE, enginesFolder, packageRoots } from './engine-folders.ts';
import { locatePackage } from './locate-package.ts';

const NAME = '@tensorflow/tfjs-node';
let named: string | undefined;

beforeEach(() => {
  named = process.env[ENGINES_VARIABLE];
  delete process.env[ENGINES_VARIABLE];
});
afterEach(() => {
  if (named === undefined) delete process.env[ENGINES_VARIABLE];
  else process.env[ENGINES_VARIABLE] = named;
  removeProjects();
});

test('the folder of the project, or the one that the environment names', () => {
  expect(enginesFolder('/work/app')).toBe('/work/app/.retort/engines');
  process.env[ENGINES_VARIABLE] = '/shared/engines';
  expect(enginesFolder('/work/app')).toBe('/shared/engines');
  process.env[ENGINES_VARIABLE] = 'engines';
  expect(enginesFolder('/work/app')).toBe('/work/app/engines');
});

test('an installed engine is found here and in every folder above, before packages; a named folder is the only one', () => {
  expect(packageRoots('/work/app').filter((root) => root.endsWith('engines/tensorflow'))).toEqual([
    '/work/app/.retort/engines/tensorflow',
    '/work/.retort/engines/tensorflow',
    '/.retort/engines/tensorflow',
  ]);
  expect(packageRoots('/work/app').at(-1)).toBe('/work/app');
  process.env[ENGINES_VARIABLE] = '/shared/engines';
  expect(packageRoots('/work/app').filter((root) => root.endsWith('engines/tensorflow'))).toEqual(['/shared/engines/tensorflow']);
});

test('the package in an engine folder is located as one in node_modules is', () => {
  const engine = project({ name: NAME });
  const app = project({ name: NAME });
  expect(locatePackage(NAME, [engine, app])?.entry).toContain(engine);
  expect(locatePackage(NAME, ['/nowhere/.retort/engines/tensorflow', app])?.entry).toContain(app);
});
