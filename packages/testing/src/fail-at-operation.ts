// Makes the engine fail at a chosen operation: what a full device or a lost context does in the middle of a step.
import { engine } from '@retort/tensor';

/** Thrown in place of the operation. */
export class InjectedFailure extends Error {
  override readonly name = 'InjectedFailure';
}

/**
 * Runs `work` with the engine's operation number `at` (from 0) replaced by an InjectedFailure. Answers whether it was reached.
 * Any other error of `work` goes on. Identity is not counted: it copies nothing, so no device fails at it.
 */
export async function failAtOperation(at: number, work: () => unknown): Promise<boolean> {
  const tf = engine();
  const { runKernel } = tf;
  let count = 0;
  tf.runKernel = (...operation) => {
    if (operation[0] !== 'Identity' && count++ === at) throw new InjectedFailure(`operation ${at}: ${operation[0]}`);
    return runKernel.apply(tf, operation) as never;
  };
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof InjectedFailure) return true;
    throw error;
  } finally {
    tf.runKernel = runKernel;
  }
}
