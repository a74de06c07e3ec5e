// Value and gradients of a scalar function, for an explicit list of variables. Nothing else is ever differentiated.
import { type NamedTensors, type NamedVariables, retortError, type Scalar, type Tensor } from '@retort/kernel';
import { refuseThenable, scope } from './scope.ts';
import { clone, engine } from './tf.ts';

export interface Gradients {
  readonly value: Scalar;
  readonly gradients: NamedTensors;
}

/**
 * Runs `f` once and differentiates its value by every variable listed.
 * The result is keyed by the caller's names; a variable that the value does not depend on is absent. Value and gradients
 * belong to the caller (or the surrounding scope), each a tensor of its own; everything else made on the way is freed, also
 * when `f` or the backward pass throws. What `f` marks with keep() stays with whoever kept it.
 *
 * @param f - synchronous, returns float32 `[]`.
 * @throws KD_E_TENSOR_SCOPE_ASYNC, KD_E_TENSOR_NOT_SCALAR, KD_E_TENSOR_UNCONNECTED.
 */
export function gradients(f: () => Scalar, variables: NamedVariables): Gradients {
  const names = Object.keys(variables);
  const list = names.map((name) => variables[name] as Tensor);
  if (list.length === 0) throw retortError('KD_E_TENSOR_UNCONNECTED', { what: 'gradients()', expected: 'at least one variable', received: 'an empty list' });
  return scope(() => {
    const { value, grads } = differentiate(f, list);
    const named: Record<string, Tensor> = Object.create(null);
    const seen = new Set<Tensor>();
    grads.forEach((gradient, index) => {
      if (gradient === undefined || gradient === null) return;
      named[names[index] as string] = seen.has(gradient) ? clone(gradient) : gradient;
      seen.add(gradient);
    });
    if (seen.size === 0)
      throw retortError('KD_E_TENSOR_UNCONNECTED', {
        what: 'gradients()',
        expected: `a value that depends on one of ${names.join(', ')}`,
        received: 'one that depends on none',
      });
    return { value, gradients: named };
  });
}

function differentiate(f: () => Scalar, list: Tensor[]): { value: Scalar; grads: (Tensor | null | undefined)[] } {
  const tf = engine();
  try {
    return tf.gradients(() => checkScalar(refuseThenable(f(), 'gradients()')), list, undefined, true);
  } catch (error) {
    freeTape();
    throw error;
  }
}

function checkScalar(value: Scalar | undefined): Scalar {
  if (value?.rank === 0 && value.dtype === 'float32') return value;
  const received = value?.shape === undefined ? String(value) : `${value.dtype} [${value.shape}]`;
  throw retortError('KD_E_TENSOR_NOT_SCALAR', { what: 'the value to differentiate', expected: 'float32 []', received });
}

/** TensorFlow.js keeps what the backward pass needs out of every scope, and forgets it when the pass fails. */
function freeTape(): void {
  const { state } = engine();
  if (state.gradientDepth > 0) return;
  for (const node of state.activeTape ?? []) for (const saved of node.saved ?? []) saved.dispose();
  state.activeTape = [];
}
