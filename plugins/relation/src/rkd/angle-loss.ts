// The angle term of relational knowledge, over all triples of a batch. B^3 cosines are never in memory at once: anchors
// are taken in chunks, and the backward pass computes each chunk again instead of keeping it on the tape.
import type { Scalar, Tensor, Tensor2D } from '@retort/kernel';
import {
  add,
  clipByValue,
  customGrad,
  detach,
  div,
  expandDims,
  greater,
  huber,
  matMul,
  maximum,
  mul,
  pad,
  scope,
  slice,
  sqrt,
  square,
  sub,
  sum,
} from '@retort/tensor';

/** Float32 values that one chunk's largest tensors may hold together: 16 MiB. */
const BUDGET = 2 ** 22;
/** Below this length a difference has no direction: its unit vector is 0 and takes no gradient. */
const SHORTEST = 1e-12;

/**
 * `L_A = (1/B^3) * sum_{k,i,j} huber(cos_s(i,k,j) - cos_t(i,k,j))`, `cos(i,k,j)` of the angle at sample k between i and j,
 * `[B, d] -> []`. The teacher is a constant. Differentiable in the student.
 *
 * @param chunk - anchors handled together; by default as many as fit 16 MiB.
 */
export function angleLoss(student: Tensor2D, teacher: Tensor2D, chunk = anchorsAtOnce(student.shape[0], Math.max(student.shape[1], teacher.shape[1]))): Scalar {
  const size = student.shape[0];
  const triples = size ** 3;
  const evaluate = customGrad((...inputs) => {
    const [x, save] = inputs as [Tensor2D, (tensors: Tensor[]) => void];
    const value: Tensor = div(
      overAnchors(size, chunk, (from, count) => sum(huber(compare(x, teacher, from, count).difference))),
      triples,
    );
    // Last: what is saved before an operation fails is never freed.
    save([x, teacher]);
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [s, t] = saved as [Tensor2D, Tensor2D];
        return mul(
          div(
            overAnchors(size, chunk, (from, count) => chunkGradient(s, t, from, count)),
            triples,
          ),
          dy,
        );
      },
    };
  });
  return evaluate(student) as Scalar;
}

/** How many anchors one chunk takes of a batch of this size and width. */
export function anchorsAtOnce(size: number, width: number): number {
  return Math.max(1, Math.min(size, Math.floor(BUDGET / (size * (size + width)))));
}

/** Adds up the parts of all chunks, freeing each before the next. */
function overAnchors(size: number, chunk: number, part: (from: number, count: number) => Tensor): Tensor {
  let total = scope(() => part(0, Math.min(chunk, size)));
  for (let from = chunk; from < size; from += chunk) {
    const before = total;
    total = scope(() => add(before, part(from, Math.min(chunk, size - from))));
    before.dispose();
  }
  return total;
}

/** Directions `[K, B, d]` from K anchors to all samples, with the lengths `[K, B, 1]` they were divided by. */
function directions(x: Tensor2D, from: number, count: number) {
  const anchors = slice(x, [from, 0], [count, x.shape[1]]);
  const differences = sub(expandDims(x, 0), expandDims(anchors, 1));
  const lengths = sqrt(sum(square(differences), -1, true));
  const clamped = maximum(lengths, SHORTEST);
  return { unit: div(differences, clamped), lengths, clamped };
}

/** Cosines of the student less those of the teacher, `[K, B, B]`: at each anchor, between each two samples. */
function compare(student: Tensor2D, teacher: Tensor2D, from: number, count: number) {
  const own = directions(student, from, count);
  const other = directions(teacher, from, count).unit;
  return { ...own, difference: sub(matMul(own.unit, own.unit, false, true), matMul(other, other, false, true)) };
}

/**
 * Gradient of one chunk's sum in the student, `[B, d]`. With `e` the unit directions, `G = huber'(e e^T - cos_t)` is
 * symmetric, so dL/de = 2 G e; through the division by the length this is (dL/de - e (e . dL/de)) / length; each difference
 * moves its sample one way and its anchor the other.
 */
function chunkGradient(student: Tensor2D, teacher: Tensor2D, from: number, count: number): Tensor {
  const { unit, lengths, clamped, difference } = compare(student, teacher, from, count);
  const outer = mul(matMul(clipByValue(difference, -1, 1), unit), 2);
  const tangent = sub(outer, mul(unit, sum(mul(outer, unit), -1, true)));
  const hasDirection = greater(detach(lengths), SHORTEST);
  const perDifference = div(mul(tangent, hasDirection), clamped);
  return scatterAnchors(sum(perDifference, 0), sum(perDifference, 1), from);
}

/** Subtracts the anchors' rows `[K, d]` from rows `from...` of `[B, d]`. */
function scatterAnchors(rows: Tensor, anchors: Tensor, from: number): Tensor {
  const [size] = rows.shape as [number, number];
  const after = size - from - anchors.shape[0]!;
  return sub(
    rows,
    pad(anchors as Tensor2D, [
      [from, after],
      [0, 0],
    ]),
  );
}
