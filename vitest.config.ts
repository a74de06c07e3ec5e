// Four kinds of test: unit and contract beside the source, types, and e2e over whole recipes. No build is needed but for the
// tests of the built command. Test files share a worker's modules, because loading TensorFlow.js costs more than most of them;
// `e2e/on-cpu.ts` gives each e2e file the backend of a fresh process; those that start engines or count what is loaded get a worker of their own.
import { configDefaults, defineConfig } from 'vitest/config';

const source = { conditions: ['@retort/source'] };
const common = { resolve: source, ssr: { resolve: { ...source, externalConditions: ['node'] } } };
const roots = '{packages,plugins,apps}/*/{src,test}/**';
const tensor = 'packages/tensor/{src,test}/**';
const engines = 'plugins/engine-*/{src,test}/**';
const starts = 'packages/tensor/src/engine/**/*.test.ts';
const exclude = [...configDefaults.exclude, '**/dist/**'];

const unit = `${roots}/*.test.ts`;
const contract = `${roots}/*.contract.test.ts`;

export default defineConfig({
  test: {
    maxWorkers: 2,
    passWithNoTests: true,
    projects: [
      {
        ...common,
        test: {
          name: 'unit',
          include: [unit],
          exclude: [...exclude, contract, `${tensor}/*.test.ts`, `${engines}/*.test.ts`],
          testTimeout: 30_000,
          isolate: false,
        },
      },
      { ...common, test: { name: 'unit-tensor', include: [`${tensor}/*.test.ts`], exclude: [...exclude, starts], testTimeout: 30_000, isolate: false } },
      { ...common, test: { name: 'unit-engine', include: [`${engines}/*.test.ts`, starts], exclude: [...exclude, contract], testTimeout: 30_000 } },
      {
        ...common,
        test: { name: 'contract', include: [contract], exclude: [...exclude, `${engines}/*.contract.test.ts`], testTimeout: 60_000, isolate: false },
      },
      { ...common, test: { name: 'contract-engine', include: [`${engines}/*.contract.test.ts`], exclude, testTimeout: 60_000 } },
      {
        ...common,
        test: {
          name: 'types',
          include: [],
          typecheck: { enabled: true, only: true, include: [`${roots}/*.test-d.ts`], tsconfig: './tsconfig.json', ignoreSourceErrors: true },
        },
      },
      { ...common, test: { name: 'e2e', include: ['e2e/**/*.test.ts'], setupFiles: ['e2e/on-cpu.ts'], testTimeout: 300_000, isolate: false } },
    ],
  },
});
