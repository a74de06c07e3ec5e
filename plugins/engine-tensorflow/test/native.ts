// For this package's own tests: whether the native library can be loaded here, and the words that a skipped test is shown with.
import { createKernel, type Engine } from '@retort/kernel';
import { engineTensorflowPlugin } from '../src/index.ts';

const kernel = await createKernel({ plugins: [engineTensorflowPlugin()] }).ready();

export const nativeEngine = (): Engine => kernel.make('engine', 'tensorflow');

const { available, detail, cure } = await nativeEngine().probe();

/** Pass to `describe.skipIf` / `test.skipIf`. */
export const absent = !available;

/** A title that says why the tests below it did not run, where they did not. */
export const titled = (title: string): string => (available ? title : `${title} (skipped: ${detail}; \`${cure}\`)`);
