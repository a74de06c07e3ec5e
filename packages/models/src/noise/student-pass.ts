// One pass through a network as a student makes it. While it trains, random layers draw from the step's seed, batch norms are those
// of the tensor door, and frozen batch norms stay still; always, what the tensor door computes in fewer operations is computed there.
// The layers' `call` is replaced on the instance, and only what happens during such a pass differs from TensorFlow.js.
import { retortError, type Tensor, type Tensor1D } from '@retort/kernel';
import { scope, uniform } from '@retort/tensor';
import { batchNormOf } from '../batch-norm/batch-norm-of.ts';
import type { Layer } from '../graph/layer.ts';
import { geluOf } from '../transformer/gelu-of.ts';
import { layerNormOf } from '../transformer/layer-norm-of.ts';
import { type Draw, noiseOf } from './noise-layers.ts';

/** Draws one layer may make in one pass; a layer used several times draws anew each time. */
const DRAWS_PER_LAYER = 1024;

export interface StudentPass {
  /** Runs `fn` as one pass. Reentrant, synchronous. */
  run<T>(seed: Tensor1D | undefined, fn: () => T): T;
  /** Layers that need the seed in training. */
  readonly random: readonly Layer[];
}

interface Running {
  readonly seed: Tensor1D | undefined;
  readonly drawn: Map<Layer, number>;
}

/** @param frozen - layers to run as in inference although the pass trains: batch norms whose weights are frozen. */
export function studentPass(layers: readonly Layer[], frozen: ReadonlySet<Layer>): StudentPass {
  let running: Running | undefined;
  const random: Layer[] = [];
  for (const layer of layers) {
    const noise = noiseOf(layer);
    const norm = frozen.has(layer) ? undefined : batchNormOf(layer);
    const direct = layerNormOf(layer) ?? geluOf(layer);
    if (noise === undefined && norm === undefined && direct === undefined && !frozen.has(layer)) continue;
    const original = layer.call.bind(layer);
    const position = random.length;
    if (noise !== undefined) random.push(layer);
    layer.call = (inputs, kwargs) => {
      if (running === undefined) return original(inputs, kwargs);
      const input = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor;
      if (direct !== undefined) return direct(input);
      if (kwargs.training !== true) return original(inputs, kwargs);
      if (norm !== undefined) return norm(input);
      if (noise === undefined) return original(inputs, { ...kwargs, training: false });
      const draw = drawsOf(layer, position, running);
      return scope(() => noise(input, draw));
    };
  }
  const run = <T>(seed: Tensor1D | undefined, fn: () => T): T => {
    const outer = running;
    running = { seed, drawn: new Map() };
    try {
      return fn();
    } finally {
      running = outer;
    }
  };
  return { run, random };
}

function drawsOf(layer: Layer, position: number, { seed, drawn }: Running): Draw {
  return (shape) => {
    if (seed === undefined) throw retortError('KD_E_MODEL_SEED', { what: `the layer "${layer.name}"` });
    const count = drawn.get(layer) ?? 0;
    drawn.set(layer, count + 1);
    return uniform(shape, seed, position * DRAWS_PER_LAYER + count);
  };
}
