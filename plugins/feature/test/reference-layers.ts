// Layers as plain loops in double precision, channels last: for tests of what is built from them.

export interface PlainMap {
  readonly shape: readonly [number, number, number, number];
  readonly data: readonly number[];
}

export function plain(shape: readonly number[], data: ArrayLike<number>): PlainMap {
  return { shape: shape as PlainMap['shape'], data: Array.from(data) };
}

export function at({ shape: [, height, width, channels], data }: PlainMap, sample: number, row: number, column: number, channel: number): number {
  return row < 0 || column < 0 || row >= height || column >= width ? 0 : data[((sample * height + row) * width + column) * channels + channel]!;
}

function make(shape: PlainMap['shape'], value: (sample: number, row: number, column: number, channel: number) => number): PlainMap {
  const [batch, height, width, channels] = shape;
  const data = Array.from({ length: batch * height * width * channels }, (_, index) => {
    const [place, channel] = [Math.floor(index / channels), index % channels];
    return value(Math.floor(place / (height * width)), Math.floor(place / width) % height, place % width, channel);
  });
  return { shape, data };
}

/** Stride 1, output of the input's size; kernel `[k, k, from, to]`, k odd. */
export function convolve(x: PlainMap, kernel: ArrayLike<number>, to: number, bias?: ArrayLike<number>): PlainMap {
  const [batch, height, width, from] = x.shape;
  const size = Math.round(Math.sqrt(kernel.length / (from * to)));
  const reach = (size - 1) / 2;
  return make([batch, height, width, to], (sample, row, column, channel) => {
    let sum = bias?.[channel] ?? 0;
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        for (let c = 0; c < from; c++) sum += at(x, sample, row + i - reach, column + j - reach, c) * kernel[((i * size + j) * from + c) * to + channel]!;
    return sum;
  });
}

/** By the statistics of the batch, biased variance, 1e-5 added to it. */
export function normaliseBatch(x: PlainMap, scale: ArrayLike<number>, offset: ArrayLike<number>): PlainMap {
  const channels = x.shape[3];
  const statistics = Array.from({ length: channels }, (_, channel) => {
    const values = x.data.filter((_, index) => index % channels === channel);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length + 1e-5) };
  });
  const data = x.data.map((value, index) => {
    const { mean, deviation } = statistics[index % channels]!;
    return ((value - mean) / deviation) * scale[index % channels]! + offset[index % channels]!;
  });
  return { shape: x.shape, data };
}

/** The nearest place, rounded down. */
export function nearest(x: PlainMap, height: number, width: number): PlainMap {
  const [batch, fromHeight, fromWidth, channels] = x.shape;
  return make([batch, height, width, channels], (sample, row, column, channel) =>
    at(x, sample, Math.floor((row * fromHeight) / height), Math.floor((column * fromWidth) / width), channel),
  );
}

/** Elementwise over places and channels of maps of one size; `value` reads any channel of either. */
export function combine(like: PlainMap, value: (sample: number, row: number, column: number, channel: number) => number): PlainMap {
  return make(like.shape, value);
}

export function meanSquaredDifference(a: PlainMap, b: PlainMap): number {
  return a.data.reduce((sum, value, index) => sum + (value - b.data[index]!) ** 2, 0) / a.data.length;
}
