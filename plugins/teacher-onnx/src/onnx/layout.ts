// Inputs from channels last, as everything here has them, to what the model was made for; and maps back.
import { retortError, type Shape } from '@retort/kernel';

export type LayoutName = 'nchw' | 'nhwc' | 'flat';

export interface Normalise {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** The model's sizes after the batch for samples of `shape`. @throws KD_E_ONNX_INPUT */
export function inputSizes(layout: LayoutName, shape: Shape): Shape {
  if (layout === 'flat') return [shape.reduce((product, size) => product * size, 1)];
  const [height, width, channels] = shape;
  if (shape.length === 3) return layout === 'nchw' ? [channels!, height!, width!] : [height!, width!, channels!];
  throw retortError('KD_E_ONNX_INPUT', { what: `the layout "${layout}"`, expected: 'images [height, width, channels]', received: `[${shape}]` });
}

/** `(x - mean) / std` by channel, in the model's layout. A row after the other; `values` themselves where nothing is to be done. */
export function toModel(values: Float32Array<ArrayBuffer>, shape: Shape, layout: LayoutName, normalise: Normalise | undefined): Float32Array<ArrayBuffer> {
  const scaled = normalise === undefined ? values : normalised(values, shape.at(-1)!, normalise);
  return layout === 'nchw' ? moveAxis(scaled, shape[0]! * shape[1]!, shape[2]!) : scaled;
}

/** Rows of maps `[C, H, W]` as `[H, W, C]`. */
export function channelsLast(values: Float32Array, [channels, height, width]: Shape): Float32Array {
  return moveAxis(values, channels!, height! * width!);
}

/** Each row `[rows, columns]` as `[columns, rows]`. */
function moveAxis(values: Float32Array, rows: number, columns: number): Float32Array<ArrayBuffer> {
  const moved = new Float32Array(values.length);
  const size = rows * columns;
  for (let start = 0; start < values.length; start += size)
    for (let row = 0; row < rows; row += 1)
      for (let column = 0; column < columns; column += 1) moved[start + column * rows + row] = values[start + row * columns + column]!;
  return moved;
}

/** One number for all channels, or one for each. */
function normalised(values: Float32Array<ArrayBuffer>, channels: number, { mean, std }: Normalise): Float32Array<ArrayBuffer> {
  for (const [name, numbers] of Object.entries({ mean, std }))
    if (numbers.length !== 1 && numbers.length !== channels)
      throw retortError('KD_E_ONNX_INPUT', { what: `\`normalise.${name}\``, expected: `1 or ${channels} numbers`, received: `${numbers.length}` });
  const of = (numbers: readonly number[], channel: number): number => numbers[numbers.length === 1 ? 0 : channel]!;
  return values.map((value, index) => (value - of(mean, index % channels)) / of(std, index % channels));
}
