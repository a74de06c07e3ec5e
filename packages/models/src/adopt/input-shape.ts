// The shape of one sample, which must be known before the first batch.
import { retortError, type Shape } from '@retort/kernel';
import type { LayersModel } from '../graph/layer.ts';

/** @throws KD_E_MODEL_INPUT for several inputs, a size that is left open, or a batch size that is fixed. */
export function inputShapeOf(model: LayersModel, name: string): Shape {
  const input = model.inputs[0];
  const what = `the model "${name}"`;
  if (model.inputs.length !== 1 || input === undefined) {
    throw retortError('KD_E_MODEL_INPUT', { what, expected: 'one input', received: `${model.inputs.length}` });
  }
  const [batch, ...sizes] = input.shape;
  const known = sizes.filter((size): size is number => typeof size === 'number' && size > 0);
  if (known.length === 0 || known.length !== sizes.length || typeof batch === 'number') {
    const received = `[${input.shape.map((size) => size ?? '?').join(', ')}]`;
    throw retortError('KD_E_MODEL_INPUT', { what, expected: 'an input [B, ...] of any batch size, with every other size given', received });
  }
  return known;
}
