// The options of `onnx`.
import { z } from 'zod';

const numbers = z.union([z.number().transform((value) => [value]), z.array(z.number()).min(1)]);

const tap = z.union([
  z
    .string()
    .min(1)
    .transform((tensor): { tensor: string; layout?: 'nchw' | 'nhwc' } => ({ tensor })),
  z.strictObject({
    tensor: z.string().min(1).describe('The tensor of the model, inner or output.'),
    layout: z.enum(['nchw', 'nhwc']).exactOptional().describe('Of maps of this tensor; that of the input when absent.'),
  }),
]);

export const OnnxOptions = z.strictObject({
  path: z.string().min(1).describe('The ONNX file.'),
  layout: z.enum(['nchw', 'nhwc', 'flat']).describe('How the model takes its input: channels first, channels last, or a row of numbers for each sample.'),
  input: z.string().min(1).exactOptional().describe("The input's name, where there are several."),
  logits: z.string().min(1).exactOptional().describe("The tensor with the logits `[B, C]`; the model's output when absent."),
  softmax: z.enum(['none', 'remove']).default('none').describe('`remove`: the model ends in a Softmax, and the logits before it are read.'),
  taps: z
    .record(z.string().min(1), tap)
    .default({})
    .refine((taps) => !Object.hasOwn(taps, 'logits'), 'expected another name than `logits`, which is there anyway')
    .describe('Tensors of the model by the name of a tap: `{ stage1: /relu/Relu_output_0 }`.'),
  normalise: z
    .strictObject({ mean: numbers, std: numbers.refine((all) => all.every((value) => value > 0), 'expected numbers above 0') })
    .exactOptional()
    .describe('What the model expects of its inputs: `(x - mean) / std`, one number or one for each channel.'),
  threads: z.int().min(1).exactOptional().describe('Threads of one operation; half of the cores when absent: the student has the others.'),
});

export type OnnxOptions = z.infer<typeof OnnxOptions>;
