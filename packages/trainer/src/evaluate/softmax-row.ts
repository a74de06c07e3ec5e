// log softmax(z / T) of one row, in double precision, on the host. For evaluation; losses use the tensor door's.

export function logSoftmaxRow(logits: ArrayLike<number>, temperature: number): number[] {
  const scaled = Array.from(logits, (value) => value / temperature);
  const top = Math.max(...scaled);
  const total = Math.log(scaled.reduce((sum, value) => sum + Math.exp(value - top), 0));
  return scaled.map((value) => value - top - total);
}
