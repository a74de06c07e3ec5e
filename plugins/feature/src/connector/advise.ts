// Which connector would join two shapes, for error messages; and how shapes compare.
import type { Shape } from '@retort/kernel';

/** The next action, for shapes that do not meet. Shapes are without the batch axis. */
export function advise(student: Shape, teacher: Shape): string {
  if (student.length === 1) return 'Use the connector `linear`.';
  if (areTokens(student, teacher)) return 'Use the connector `transformer-projection`.';
  if (student.length !== 3) return 'Use the connector `linear`, which flattens.';
  if (teacher.length === 1) return student[2] === teacher[0] ? 'Use the connector `pooling`.' : 'Use the connector `linear`.';
  if (teacher.length !== 3) return 'Use the connector `linear`, which flattens.';
  if (isSpatiallyLarger(teacher, student)) {
    return 'A connector never enlarges a map: read the student at an earlier layer, or the teacher at a later one, or use `linear`, which flattens.';
  }
  return student[2] === teacher[2] ? 'Use the connector `pooling`.' : 'Use the connector `conv1x1`.';
}

/** Two sequences, or one and a map. */
export function areTokens(a: Shape, b: Shape): boolean {
  return [a, b].every(({ length }) => length === 2 || length === 3) && (a.length === 2 || b.length === 2);
}

/** Whether the map `a` is larger than the map `b` along an axis. */
export function isSpatiallyLarger(a: Shape, b: Shape): boolean {
  return a[0]! > b[0]! || a[1]! > b[1]!;
}

/** Whether the map `a` is exactly twice as high and wide as the map `b`. */
export function isTwice(a: Shape, b: Shape): boolean {
  return a[0] === 2 * b[0]! && a[1] === 2 * b[1]!;
}

export function isSameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
