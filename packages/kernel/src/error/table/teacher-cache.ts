// Errors of teacher caches.
import type { ErrorTable } from '../entry.ts';

export const teacherCacheErrors = {
  KD_E_CACHE_TEACHER: {
    means: 'A teacher that cannot tell what its answers depend on was to be cached.',
    cure: 'Put `cached` around the teacher inside it, or give the teacher a `digest`.',
  },
  KD_E_CACHE_VIEWS: {
    means: 'The inputs change more often than a teacher cache may keep views of them.',
    cure: 'Train with `augment: []`, or give the cache as many `views` as there are epochs: each takes as much space as all samples once.',
  },
  KD_E_CACHE_SIZE: {
    means: 'A teacher cache would grow beyond its limit.',
    cure: 'Remove folders of other teachers from it, raise `maxBytes`, or keep less: `dtype: float16`, `top`, fewer taps.',
  },
  KD_E_CACHE_MISS: {
    means: 'A frozen teacher cache has no answer for a sample.',
    cure: 'Fill the cache first, with `frozen: false`, by the same teacher, engine, taps, dtype and inputs.',
  },
  KD_E_CACHE_RANGE: { means: 'A number is too large for float16, or none at all.', cure: 'Use `dtype: float32`.' },
  KD_E_CACHE_MISMATCH: {
    means: 'A folder of a teacher cache is described as holding something else.',
    cure: 'Remove the folder: it is filled again.',
  },
} as const satisfies ErrorTable;
