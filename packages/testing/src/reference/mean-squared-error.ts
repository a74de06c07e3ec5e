// Reference maths of `fitnet`: the mean squared difference of two lists of numbers.

export function meanSquaredError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index]! - b[index]!) ** 2;
  return sum / a.length;
}
