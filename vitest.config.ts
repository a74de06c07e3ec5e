// Four projects: unit and contract beside the source, types, and e2e over whole recipes. No build is needed.
import { defineConfig } from 'vitest/config';

const source = { conditions: ['@retort/source'] };
const common = { resolve: source, ssr: { resolve: { ...source, externalConditions: ['node'] } } };
const roots = '{packages,plugins,apps}/*/{src,test}/**';

export default defineConfig({
  test: {
    maxWorkers: 2,
    passWithNoTests: true,
    projects: [
      {
        ...common,
        test: { name: 'unit', include: [`${roots}/*.test.ts`], exclude: ['**/*.contract.test.ts', '**/node_modules/**', '**/dist/**'], testTimeout: 30_000 },
      },
      { ...common, test: { name: 'contract', include: [`${roots}/*.contract.test.ts`], testTimeout: 60_000 } },
      {
        ...common,
        // Errors outside of the type tests are `npm run typecheck`'s to report.
        test: {
          name: 'types',
          include: [],
          typecheck: { enabled: true, only: true, ignoreSourceErrors: true, include: [`${roots}/*.test-d.ts`], tsconfig: './tsconfig.json' },
        },
      },
      { ...common, test: { name: 'e2e', include: ['e2e/**/*.test.ts'], testTimeout: 300_000 } },
    ],
  },
});
