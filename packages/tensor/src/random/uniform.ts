// Stateless uniforms as a TensorFlow.js operation: what dropout needs inside a step. The seed is a tensor, so a step holds no number.
import { type RandomStream, retortError, type Shape, type Tensor, type Tensor1D } from '@retort/kernel';
import { shape as checkShape } from '../shape.ts';
import { engine, getBackend, getKernel, registerKernel, tensor1d } from '../tf.ts';
import { philox } from './philox.ts';
import { checkWhole } from './random-stream.ts';

/** The kernel's name on every engine. Attributes: `shape`, `index`. Input: `seed`, int32 `[2]`. */
export const UNIFORM_KERNEL = 'RetortUniform';

/** Seeds made here, by data id: their values need not be read back from a device. */
const known = new WeakMap<object, Int32Array>();

/**
 * The seed of one step: int32 `[2]`, the draws `bits(0)` and `bits(1)` of `stream` at `step`. The caller owns it.
 */
export function seedTensor(stream: RandomStream, step: number): Tensor1D {
  const draws = stream.at(step);
  const values = Int32Array.of(draws.bits(0), draws.bits(1));
  const seed = tensor1d(values, 'int32');
  known.set(seed.dataId, values.slice());
  return seed;
}

/**
 * float32 uniforms in [0, 1), multiples of 2^-23: the same seed, index and shape give the same numbers on every engine.
 * Element `e` is word `e mod 4` of the Philox4x32-10 block with key `seed` and counter `(floor(e / 4), 0, index, 0)`; its low
 * 23 bits count. No gradient. The caller owns the result.
 *
 * @param seed - int32 `[2]`, from seedTensor().
 * @param index - which draw of the step this is: give each place that draws (each dropout layer) a number of its own.
 * @throws KD_E_TENSOR_SHAPE, KD_E_TENSOR_DTYPE, KD_E_RANDOM_SEED
 */
export function uniform(shape: Shape, seed: Tensor1D, index: number): Tensor {
  checkShape(seed, '2', 'random seed');
  if (seed.dtype !== 'int32') throw retortError('KD_E_TENSOR_DTYPE', { what: 'the random seed', expected: 'int32', received: seed.dtype });
  checkWhole(index, 2 ** 32 - 1, 'the index of uniform()');
  registerHere();
  return engine().runKernel(UNIFORM_KERNEL, { seed }, { shape: [...shape], index });
}

/** The kernel computes on the host, whatever the engine: it is registered for an engine when it first draws there. */
function registerHere(): void {
  const backendName = getBackend();
  if (getKernel(UNIFORM_KERNEL, backendName)) return;
  registerKernel({
    kernelName: UNIFORM_KERNEL,
    backendName,
    kernelFunc({ inputs, attrs }) {
      const { backend } = engine();
      const { shape, index } = attrs as { shape: number[]; index: number };
      const { dataId } = inputs.seed as Tensor;
      const seed = known.get(dataId) ?? (backend.readSync(dataId) as Int32Array);
      const values = uniformValues(
        shape.reduce((size, axis) => size * axis, 1),
        seed,
        index,
      );
      return { dataId: backend.write(values, shape, 'float32'), shape, dtype: 'float32' };
    },
  });
}

function uniformValues(size: number, seed: Int32Array, index: number): Float32Array {
  const words = new Uint32Array(size);
  philox(words, { block: 0, c1: 0, c2: index, c3: 0 }, seed[0] as number, seed[1] as number);
  const values = new Float32Array(size);
  for (let at = 0; at < size; at++) values[at] = ((words[at] as number) & 0x7fffff) * 2 ** -23;
  return values;
}
