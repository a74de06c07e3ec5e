// Auxiliary weights of a fixture, put into the variables that a knowledge built, and their gradients brought back into the
// fixture's layout. Convolutions are written `[out, in, height, width]` there and `[height, width, in, out]` here.
import { type NamedVariables, retortError, type Tensor, type Variable } from '@retort/kernel';
import { scope, tensor, transpose } from '@retort/tensor';
import type { FixtureTensor } from './fixture.ts';

/** @throws KD_E_CONFORMANCE_CASE unless names and shapes agree one to one. */
export function setParameters(variables: NamedVariables, parameters: Readonly<Record<string, FixtureTensor>>): void {
  const [ours, theirs] = [Object.keys(variables).sort(), Object.keys(parameters).sort()];
  if (ours.join() !== theirs.join()) {
    throw retortError('KD_E_CONFORMANCE_CASE', { what: 'the parameters', expected: ours.join(', ') || 'none', received: theirs.join(', ') || 'none' });
  }
  for (const name of ours) setParameter(name, variables[name]!, parameters[name]!);
}

function setParameter(name: string, variable: Variable, { shape, data }: FixtureTensor): void {
  scope(() => {
    const values = tensor(data, shape, 'float32');
    const laidOut = isConvolution(shape) ? transpose(values, [2, 3, 1, 0]) : values;
    if (String(laidOut.shape) !== String(variable.shape)) {
      throw retortError('KD_E_CONFORMANCE_CASE', { what: `the parameter "${name}"`, expected: `[${variable.shape}]`, received: `[${laidOut.shape}]` });
    }
    variable.assign(laidOut);
  });
}

/** A gradient in the layout of the fixture. */
export function toFixtureLayout(gradient: Tensor): Tensor {
  return isConvolution(gradient.shape) ? transpose(gradient, [3, 2, 0, 1]) : gradient;
}

function isConvolution(shape: readonly number[]): boolean {
  return shape.length === 4;
}
