// A matrix with orthonormal columns (or rows, where it is wide), for the orthogonal initializer. Saxe et al., ICLR 2014.

/**
 * Orthonormalises random normals by Gram-Schmidt, each vector against the earlier ones twice, in double precision.
 *
 * @param normals - `rows * columns` standard normals.
 * @returns row-major float32 `[rows, columns]`, times `gain`.
 */
export function orthogonal(normals: Float32Array, rows: number, columns: number, gain: number): Float32Array {
  const length = Math.max(rows, columns);
  const count = Math.min(rows, columns);
  const basis: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const vector = Float64Array.from(normals.subarray(i * length, (i + 1) * length));
    for (const earlier of [...basis, ...basis]) subtractProjection(vector, earlier);
    const norm = Math.sqrt(inner(vector, vector));
    basis.push(vector.map((value) => value / norm));
  }
  const at = (row: number, column: number): number => (rows >= columns ? basis[column]?.[row] : basis[row]?.[column]) as number;
  return Float32Array.from({ length: rows * columns }, (_, index) => gain * at(Math.floor(index / columns), index % columns));
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  const along = inner(vector, unit);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) - along * (unit[i] as number);
}
