// The leading eigenvectors of symmetric tables, by matrix products alone: nothing is read on the host. TensorFlow.js has no
// decomposition that a step could use, and the gradient of one is infinite where eigenvalues are equal; this one is bounded.
import type { Tensor, Tensor1D } from '@retort/kernel';
import {
  abs,
  add,
  argMax,
  cast,
  closedForm,
  concat,
  div,
  expandDims,
  eye,
  greater,
  l2Normalise,
  matMul,
  max,
  maximum,
  minimum,
  mul,
  oneHot,
  ones,
  slice,
  square,
  sub,
  sum,
  transpose,
} from '@retort/tensor';

/** Powers are taken by squaring, three times before what they have shrunk to is put right: the 2^12th in all. */
const ROUNDS = 4;
const SQUARINGS = 3;
/** Eigenvalues below this share of the table's trace are rounding: their vectors are 0. */
const LEAST_SHARE = 1e-5;
/** Two eigenvalues closer than this share of the trace count as this far apart in the gradient. */
const LEAST_GAP = 1e-4;
const TINY = 1e-30;

/**
 * Columns of length 1, largest eigenvalue first, 0 past the rank of a table: `[B, m, m] -> [B, m, count]`. Signs are those that
 * make the largest component positive, for each table alone. Each vector is the rank-one limit of powers of the table, which is
 * then taken out of it; eigenvalues equal within 0.1 % give a mixture of their vectors.
 *
 * Gradient: `sum_j w_j v_j^T`, `w_j = (lambda_j - A)^+ g_j`, over the found vectors by their eigenvalues and over all others by
 * the series `(1/lambda) (1 + A/lambda + ...)`, of 2^12 terms.
 *
 * @param tables - symmetric, of trace 1 (or 0).
 */
export function leadingEigenvectors(tables: Tensor, count: number): Tensor {
  return closedForm(tables, (input) => {
    let rest: Tensor = input;
    let vectors: Tensor | undefined;
    let shares: Tensor | undefined;
    for (let at = 0; at < count; at++) {
      const candidate = leading(rest);
      const share = sum(mul(candidate, matMul(rest, candidate)), 1, true);
      const vector = mul(candidate, cast(greater(share, LEAST_SHARE), 'float32'));
      rest = sub(rest, mul(matMul(vector, vector, false, true), share));
      vectors = vectors === undefined ? vector : concat([vectors, vector], 2);
      shares = shares === undefined ? share : concat([shares, share], 2);
    }
    return {
      value: vectors!,
      saved: [vectors!, shares!, rest],
      gradient: (dy, v, lambda, remainder) => matMul(adjoint(dy, v, lambda, remainder), v, false, true),
    };
  });
}

/** `[B, m, m] -> [B, m, 1]`: the column with the most of the leading vector in a high power of the table. */
function leading(table: Tensor): Tensor {
  let power = table;
  for (let round = 0; round < ROUNDS; round++) {
    // By magnitude: what rounding leaves of an exhausted table may have no positive number in it.
    power = div(power, maximum(max(abs(power), [1, 2], true), TINY));
    for (let time = 0; time < SQUARINGS; time++) power = matMul(power, power);
  }
  const diagonal = sum(mul(power, eye(table.shape[1]!)), 2);
  return l2Normalise(matMul(power, expandDims(mostOf(diagonal), 2)), 1);
}

/** 1 at the largest value of each row, `[B, m]`, and 0 elsewhere; the first of several. */
export function mostOf(values: Tensor): Tensor {
  const [rows, columns] = values.shape as [number, number];
  return columns === 1 ? ones([rows, 1]) : cast(oneHot(argMax(values, 1) as Tensor1D, columns), 'float32');
}

/** `W [B, m, n]`, whose columns are `(lambda_j - A)^+ g_j`, from `A`'s found vectors and what is left of it. */
function adjoint(slopes: Tensor, vectors: Tensor, shares: Tensor, remainder: Tensor): Tensor {
  // A vector that was left out has no gradient.
  const known = mul(slopes, cast(greater(shares, LEAST_SHARE), 'float32'));
  const along = matMul(vectors, known, true, false);
  // Among the found: 1 / (lambda_j - lambda_i) at row i and column j, bounded, and 0 on the diagonal.
  const gap = sub(shares, transpose(shares, [0, 2, 1]));
  const among = matMul(vectors, mul(along, div(gap, add(square(gap), LEAST_GAP ** 2))));
  // The others: with B = A / r of norm at most 1 and q = r / lambda_j, the sum of (q B)^k is the product of (1 + (q B)^(2^i)).
  const lowest = maximum(slice(shares, [0, 0, shares.shape[2]! - 1], [-1, 1, 1]), LEAST_SHARE);
  const lambda = maximum(shares, LEAST_SHARE);
  let q = minimum(div(lowest, lambda), 1);
  let power = div(remainder, lowest);
  let series = sub(known, matMul(vectors, along));
  for (let time = 0; time < ROUNDS * SQUARINGS; time++) {
    series = add(series, mul(matMul(power, series), q));
    power = matMul(power, power);
    q = square(q);
  }
  return add(among, div(series, lambda));
}
