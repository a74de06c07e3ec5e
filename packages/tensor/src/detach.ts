// A zero-copy stop-gradient. TensorFlow.js has no such operation: clone() stays on the tape, reading back copies.
import type { Tensor } from '@retort/kernel';
import { engine } from './tf.ts';

/**
 * The same values off the tape: a new tensor over the same data, whose reference count is raised.
 * No gradient flows through it, so comparisons and other operations without a gradient may follow, also on a tensor
 * that is being differentiated. The result belongs to the surrounding scope, or to the caller where there is none;
 * either tensor may be disposed first.
 *
 * @param x - any shape and dtype, variables included (a later `assign` to the variable does not change the result).
 */
export function detach<T extends Tensor>(x: T): T {
  const tf = engine();
  const owner = tf.state.tensorInfo.get(x.dataId)?.backend ?? tf.backend;
  owner.incRef(x.dataId);
  return tf.makeTensorFromDataId(x.dataId, x.shape, x.dtype, owner) as T;
}
