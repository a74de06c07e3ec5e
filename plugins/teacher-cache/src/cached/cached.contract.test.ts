// The contract of teachers, for cached ones: exact, rounded, of the largest logits, from the disk and around another wrapper.
import { memoryFiles } from '@retort/files';
import { teacherContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { cacheOf } from '../../test/batch.ts';

const suite = { describe, test, inputShape: [4] };

teacherContract('cached', { ...suite, make: () => cacheOf() });
teacherContract('cached, read from the disk', { ...suite, make: () => cacheOf({ memory: 0 }) });
teacherContract('cached as float16', { ...suite, make: () => cacheOf({ dtype: 'float16' }) });
teacherContract('cached, the largest logit', { ...suite, make: () => cacheOf({ top: 1 }) });

const files = memoryFiles();
teacherContract('cached before', { ...suite, make: () => cacheOf({}, { files }) });
teacherContract('a cache of a cache', { ...suite, make: () => cacheOf({}, { inside: cacheOf({ dir: 'inner', dtype: 'float16' }) }) });
