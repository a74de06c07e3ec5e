// Options that several families share.
import { z } from 'zod';

/** Units or channels. The bound keeps one typing error from asking for all of the memory. */
export const width = z.int().min(1).max(65_536);

export const rate = z.number().min(0).lt(1).default(0);
