// Reference maths of `rkd`: naive loops over pairs and triples in double precision, from the formulas, without tensors.

type Rows = readonly (readonly number[])[];

/** Mean over B^2 entries of the Huber difference of distances, each side divided by its mean over distinct pairs. */
export function rkdDistance(student: Rows, teacher: Rows): number {
  const [own, other] = [normalisedDistances(student), normalisedDistances(teacher)];
  return meanHuber(own.flat().map((value, index) => value - other.flat()[index]!));
}

/** Mean over B^3 entries of the Huber difference of the cosines at sample k between the samples i and j. */
export function rkdAngle(student: Rows, teacher: Rows): number {
  const [own, other] = [cosines(student), cosines(teacher)];
  return meanHuber(own.map((value, index) => value - other[index]!));
}

function normalisedDistances(rows: Rows): number[][] {
  const distances = rows.map((a, i) => rows.map((b, j) => (i === j ? 0 : Math.sqrt(Math.max(squared(a, b), 1e-12)))));
  const mean = distances.flat().reduce((sum, value) => sum + value, 0) / (rows.length * (rows.length - 1));
  return distances.map((row) => row.map((value) => value / mean));
}

function cosines(rows: Rows): number[] {
  const all: number[] = [];
  for (const anchor of rows) {
    const units = rows.map((row) => {
      const length = Math.max(Math.sqrt(squared(row, anchor)), 1e-12);
      return row.map((value, axis) => (value - anchor[axis]!) / length);
    });
    for (const a of units) for (const b of units) all.push(a.reduce((sum, value, axis) => sum + value * b[axis]!, 0));
  }
  return all;
}

function squared(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, axis) => sum + (value - b[axis]!) ** 2, 0);
}

function meanHuber(differences: readonly number[]): number {
  const huber = (x: number) => (Math.abs(x) < 1 ? 0.5 * x * x : Math.abs(x) - 0.5);
  return differences.reduce((sum, value) => sum + huber(value), 0) / differences.length;
}
