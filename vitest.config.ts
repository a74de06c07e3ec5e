// Three kinds of test: unit and contract beside the source, and e2e over whole recipes, of what was built. Unit tests need no build. What
// types promise (`*.test-d.ts`) is tested by the type check. Files share a worker's modules, because loading TensorFlow.js costs more than
// most of them; `e2e/on-cpu.ts` gives each e2e file the backend of a fresh process; those that start engines or count what is loaded get a
// worker of their own.
import { configDefaults, defineConfig } from 'vitest/config';

const source = { conditions: ['@retort/source'] };
const common = { resolve: source, ssr: { resolve: { ...source, externalConditions: ['node'] } } };
const roots = '{packages,plugins,apps}/*/{src,test}/**';
const tensor = 'packages/tensor/{src,test}/**/*.test.ts';
const engines = [
  'packages/tensor/src/engine/**/*.test.ts',
  'plugins/engine-*/src/*{engine,failures}.test.ts',
  'plugins/engine-*/{src,test}/**/*.contract.test.ts',
  'apps/bench/test/**/*.contract.test.ts',
];
const exclude = [...configDefaults.exclude, '**/dist/**'];

export default defineConfig({
  test: {
    maxWorkers: 2,
    passWithNoTests: true,
    projects: [
      { ...common, test: { name: 'unit', include: [`${roots}/*.test.ts`], exclude: [...exclude, tensor, ...engines], testTimeout: 60_000, isolate: false } },
      { ...common, test: { name: 'tensor', include: [tensor], exclude: [...exclude, ...engines], testTimeout: 30_000, isolate: false } },
      { ...common, test: { name: 'engine', include: engines, exclude, testTimeout: 60_000 } },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          setupFiles: ['e2e/on-cpu.ts'],
          testTimeout: 300_000,
          isolate: false,
          // Loaded by Node itself, as an application loads it: sooner there, and faster to run, than through the transforms of a test runner.
          server: { deps: { external: [/\/dist\//] } },
        },
      },
    ],
  },
});
