// The options of `kdsvd`.
import { z } from 'zod';

export const KdsvdOptions = z.strictObject({
  vectors: z.number().int().min(1).max(8).default(1).describe("Singular vectors of each of the teacher's maps."),
  spare: z.number().int().min(0).max(8).default(3).describe("How many more of the student's are looked at for the one that is most like the teacher's."),
  scale: z.number().positive().default(8).describe('Of the kernel exp(-d^2 / scale).'),
});
