// For the tests of the fused operations: the definitions as loops over numbers, in double precision, and central differences.

export type Numbers = readonly number[];

/** Numbers without pattern, from -`scale` to `scale`. */
export const scattered = (count: number, scale = 1, shift = 0): number[] =>
  Array.from({ length: count }, (_, at) => scale * Math.sin(12.9898 * (at + 1) + shift));

/** Each channel by its own mean and variance. */
export function normalised(x: Numbers, scale: Numbers, offset: Numbers, epsilon: number): number[] {
  const channels = scale.length;
  const count = x.length / channels;
  const out = new Array<number>(x.length);
  for (let c = 0; c < channels; c++) {
    const values = Array.from({ length: count }, (_, i) => x[i * channels + c]!);
    const mean = values.reduce((a, b) => a + b) / count;
    const variance = values.reduce((total, v) => total + (v - mean) ** 2, 0) / count;
    values.forEach((v, i) => {
      out[i * channels + c] = (scale[c]! * (v - mean)) / Math.sqrt(variance + epsilon) + offset[c]!;
    });
  }
  return out;
}

export function logSoftmax(row: Numbers): number[] {
  const top = Math.max(...row);
  const total = top + Math.log(row.reduce((all, z) => all + Math.exp(z - top), 0));
  return row.map((z) => z - total);
}

export const rows = (values: Numbers, width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width));

/** -sum_c y_c log softmax(z)_c of each row. */
export const crossEntropy = (logits: Numbers, targets: Numbers, classes: number): number[] =>
  rows(logits, classes).map((row, r) => -logSoftmax(row).reduce((all, log, c) => all + targets[r * classes + c]! * log, 0));

/** KL(t || s) of each row at temperature T. */
export const divergence = (student: Numbers, teacher: Numbers, classes: number, temperature: number): number[] =>
  rows(student, classes).map((row, r) => {
    const own = logSoftmax(row.map((z) => z / temperature));
    const other = logSoftmax(teacher.slice(r * classes, (r + 1) * classes).map((z) => z / temperature));
    return other.reduce((all, log, c) => all + Math.exp(log) * (log - own[c]!), 0);
  });

export function slopes(f: (x: Numbers) => number, x: Numbers, h = 1e-4): number[] {
  return x.map((value, at) => {
    const moved = (by: number) => f(x.with(at, value + by));
    return (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h);
  });
}
