// Which of the student's tokens make up each of the teacher's by adaptive average pooling, written as a matrix: where a learned
// resampling starts.
import type { Shape } from '@retort/kernel';

/**
 * Column `i` holds the weights of the teacher's token `i`: of a map in the order of its rows. Two maps are pooled along both axes,
 * whatever else along the order of the tokens, by PyTorch's windows: from `floor(i L / L')` up to, not including, `ceil((i + 1) L / L')`.
 *
 * @returns `L * L'` numbers, row-major.
 */
export function tokenAverage(student: Shape, teacher: Shape): Float32Array {
  if (student.length !== 3 || teacher.length !== 3) return windows(tokenCount(student), tokenCount(teacher));
  const [rows, columns] = [windows(student[0]!, teacher[0]!), windows(student[1]!, teacher[1]!)];
  const to = tokenCount(teacher);
  return Float32Array.from({ length: tokenCount(student) * to }, (_, index) => {
    const [from, reached] = [Math.floor(index / to), index % to];
    const row = rows[Math.floor(from / student[1]!) * teacher[0]! + Math.floor(reached / teacher[1]!)]!;
    return row * columns[(from % student[1]!) * teacher[1]! + (reached % teacher[1]!)]!;
  });
}

/** Of `[L, d]` it is L, of `[h, w, c]` it is `h w`. */
export function tokenCount(shape: Shape): number {
  return shape.slice(0, -1).reduce((product, axis) => product * axis, 1);
}

function windows(from: number, to: number): Float32Array {
  const weights = new Float32Array(from * to);
  for (let reached = 0; reached < to; reached++) {
    const [start, end] = [Math.floor((reached * from) / to), Math.ceil(((reached + 1) * from) / to)];
    for (let token = start; token < end; token++) weights[token * to + reached] = 1 / (end - start);
  }
  return weights;
}
