// What SSKD says of views, in double precision, as plain loops over rows, from the formulas and the published procedure.

export type Row = readonly number[];
export type Rows = readonly Row[];

const total = (values: Row): number => values.reduce((sum, value) => sum + value, 0);

export function softmax(row: Row, temperature = 1): number[] {
  const largest = Math.max(...row);
  const shares = row.map((value) => Math.exp((value - largest) / temperature));
  return shares.map((share) => share / total(shares));
}

export function divergence(student: Row, teacher: Row, temperature: number): number {
  const [own, other] = [softmax(student, temperature), softmax(teacher, temperature)];
  return total(other.map((share, index) => share * Math.log(share / own[index]!)));
}

function cosine(a: Row, b: Row): number {
  return total(a.map((value, axis) => value * b[axis]!)) / (Math.hypot(...a) * Math.hypot(...b));
}

/** Each of the other views with each of the first `samples` rows. */
export const cosines = (rows: Rows, samples: number): number[][] => rows.slice(samples).map((row) => rows.slice(0, samples).map((first) => cosine(row, first)));

/** The places that are kept, as published: rows sorted by the rank of the right column, so many of the wrong ones cut off the end. */
export function keptRows(scores: Rows, right: Row, keep: number): number[] {
  const rank = (n: number) => [...scores[n]!.keys()].sort((a, b) => scores[n]![b]! - scores[n]![a]!).indexOf(right[n]!);
  const gap = (n: number) => Math.max(...scores[n]!) - scores[n]![right[n]!]!;
  const order = [...scores.keys()].sort((a, b) => rank(a) - rank(b) || gap(a) - gap(b));
  const wrong = order.filter((n) => rank(n) > 0).length;
  return order.slice(0, scores.length - wrong + Math.floor(wrong * keep)).sort((a, b) => a - b);
}

/** `T^2` times the mean divergence over the rows at these places. */
export function meanDivergence(student: Rows, teacher: Rows, temperature: number, places: Row): number {
  return (temperature ** 2 * total(places.map((n) => divergence(student[n]!, teacher[n]!, temperature)))) / places.length;
}

/** Two linear layers and a ReLU between, by the names of their variables under `lead`. */
export function project(rows: Rows, weights: Readonly<Record<string, ArrayLike<number>>>, lead: string): number[][] {
  const layer = (input: Rows, name: string) => {
    const [kernel, bias] = [weights[`${lead}/${name}/kernel`]!, weights[`${lead}/${name}/bias`]!];
    return input.map((row) => Array.from(bias, (b, to) => b + total(row.map((value, from) => value * kernel[from * bias.length + to]!))));
  };
  return layer(
    layer(rows, 'hidden').map((row) => row.map((value) => Math.max(value, 0))),
    'output',
  );
}
