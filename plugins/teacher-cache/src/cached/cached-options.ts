// The options of `cached`.
import { innerTeacher } from '@retort/kernel/zod';
import { z } from 'zod';

const GIBI = 2 ** 30;
const MEBI = 2 ** 20;

export const CachedOptions = z.strictObject({
  teacher: innerTeacher,
  dir: z.string().min(1).default('.retort/teacher-cache').describe('The folder of the cache. Several runs, and several processes, may share it.'),
  dtype: z.enum(['float32', 'float16']).default('float32').describe('How numbers are kept: `float32` changes no bit, `float16` takes half the space.'),
  top: z.int().min(1).exactOptional().describe('Keeps so many of the largest logits, and the rest as one number. Fewer than classes.'),
  views: z
    .int()
    .min(0)
    .default(0)
    .describe('How many views of the inputs may be kept beside those that every epoch shows. With random augmentation each epoch is one.'),
  frozen: z.boolean().default(false).describe('Whether the teacher is never asked: what is not in the cache is an error.'),
  maxBytes: z
    .int()
    .min(1)
    .default(4 * GIBI)
    .describe('The largest size of the folder, in bytes.'),
  memory: z
    .int()
    .min(0)
    .default(256 * MEBI)
    .describe('Bytes of rows that are held in memory; others are read from the disk each time.'),
});

export type CachedOptions = z.infer<typeof CachedOptions>;
