// The options of an augmentation that is called directly, without a kernel.
import { retortError } from '@retort/kernel';
import type { z } from 'zod';

/** The schema's output, or `KD_E_OPTIONS_INVALID` with the path of every issue. */
export function parseOptions<T>(schema: z.ZodType<T>, options: unknown, id: string): T {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.length === 0 ? '(all)' : path.join('.')}: ${message}`).join('; ');
  throw retortError('KD_E_OPTIONS_INVALID', { what: `options of augmentation ${id}: ${issues}`, received: JSON.stringify(options) });
}
