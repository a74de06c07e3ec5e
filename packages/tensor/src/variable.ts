// Makes variables. They have names of their own only where the owner keys them: the engine's names are automatic.
import type { Tensor, Variable } from '@retort/kernel';
import { variable } from './tf.ts';

/**
 * A variable that starts as `values`, without a copy. Takes ownership of `values`: they are disposed here and must not be
 * used again. Give a fresh tensor, never another variable. The caller owns the variable; no scope frees it.
 */
export function createVariable(values: Tensor, trainable = true): Variable {
  const made = variable(values, trainable);
  values.dispose();
  return made;
}
