// Counts what is alive. A leak test compares it before and after.
import { engine } from './tf.ts';

export interface LiveCount {
  /** Tensors and variables not yet disposed. */
  readonly tensors: number;
  /** Data buffers of the current engine, what a kernel left behind included. Several tensors may share one. */
  readonly buffers: number;
}

export function liveCount(): LiveCount {
  const tf = engine();
  return { tensors: tf.state.numTensors, buffers: tf.backend.numDataIds() };
}
