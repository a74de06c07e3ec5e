// Inputs as float32, every one finite. Says which sample and column is not. Nothing is imputed.
import { retortError, type Shape } from '@retort/kernel';
import { capSize, MAX_VALUES, volume } from './limits.ts';

/** Throws `KD_E_DATA_SHAPE` unless every axis is a whole number above 0 and there is one. */
export function checkShape(shape: Shape, what: string): number {
  if (shape.length === 0 || shape.some((axis) => !Number.isInteger(axis) || axis < 1)) {
    throw retortError('KD_E_DATA_SHAPE', { what: `the shape of ${what}`, expected: 'whole numbers above 0, such as [28, 28, 1]', received: `[${shape}]` });
  }
  const width = volume(shape);
  capSize(width, MAX_VALUES, 'values', `one sample of ${what}`);
  return width;
}

/**
 * @param values - `size` times `width` numbers, row-major; a Float32Array is kept, not copied.
 * Throws `KD_E_DATA_SHAPE`, `KD_E_DATA_SIZE`, or `KD_E_DATA_NAN` for a number that float32 cannot hold.
 */
export function checkInputs(values: ArrayLike<number>, size: number, width: number, what: string): Float32Array {
  capSize(size * width, MAX_VALUES, 'values', `the inputs of ${what}`);
  if (values.length !== size * width) {
    throw retortError('KD_E_DATA_SHAPE', {
      what: `the inputs of ${what}`,
      expected: `${size} samples of ${width} numbers: ${size * width}`,
      received: `${values.length}`,
    });
  }
  const inputs = values instanceof Float32Array ? values : Float32Array.from(values);
  for (let i = 0; i < inputs.length; i += 1) {
    if (!Number.isFinite(inputs[i])) {
      const sample = Math.floor(i / width);
      throw retortError('KD_E_DATA_NAN', { what: `sample ${sample}, column ${i % width} of ${what}`, expected: 'a finite number', received: `${values[i]}` });
    }
  }
  return inputs;
}
