// Whether a captured step may hold what a teacher answers.
import type { Teacher } from '../contract/model.ts';

/** Not where the claim was made of another `observe`: that of a teacher inside, copied or inherited with the rest of it. */
export function isTraceable({ observe, traceable }: Teacher): boolean {
  return traceable !== undefined && traceable === observe;
}
