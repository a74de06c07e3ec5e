// Which cells of the matrix an everyday run takes: a spread over every pair of axes, always the same. RETORT_MATRIX=all takes all.

const { RETORT_MATRIX } = process.env;
/** Whether everything is asked. */
export const isWhole = RETORT_MATRIX === 'all';

/**
 * A cell by its place on each axis: one in `every` along each of them. Each value of an axis meets every value of another one where that
 * axis is at least `every` long, and all meet over the third.
 */
export function isTaken(every: number, ...places: readonly number[]): boolean {
  return isWhole || places.reduce((total, place) => total + place, 0) % every === 0;
}
