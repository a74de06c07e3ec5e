// model.json: what may stand in it, checked before anything is built or allocated.
import { parseJson } from '@retort/files';
import { RetortError, retortError } from '@retort/kernel';
import { z } from 'zod';

export const MODEL_FILE = 'model.json';
export const WEIGHTS_FILE = 'weights.bin';
/** Larger than any architecture needs. */
export const MAX_MODEL_FILE_BYTES = 64 * 1024 * 1024;

const size = z.int().min(0);

const weightSpec = z.object({
  name: z.string().min(1),
  shape: z.array(size).max(8),
  dtype: z.enum(['float32', 'int32', 'bool']),
  group: z.enum(['model', 'optimizer']).optional(),
  quantization: z.object({ dtype: z.enum(['uint8', 'uint16', 'float16']), min: z.number().optional(), scale: z.number().optional() }).optional(),
});

const ownMetadata = z.object({
  name: z.string(),
  taps: z.record(z.string(), z.string()),
  layers: z.array(z.string()).optional(),
  output: z.literal('first').optional(),
});

const modelFile = z.object({
  format: z.literal('layers-model', 'expected "layers-model": a graph model has no layers to train or to tap').optional(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()).min(1), weights: z.array(weightSpec) })),
  userDefinedMetadata: z.looseObject({ retort: ownMetadata.optional() }).nullish(),
});

export type WeightSpec = z.infer<typeof weightSpec>;
export type ModelFile = z.infer<typeof modelFile>;
/** What Retort keeps of a student beside the network itself. */
export type OwnMetadata = z.infer<typeof ownMetadata>;

/** @throws KD_E_MODEL_FILE with the path of what is wrong. */
export function parseModelFile(bytes: Uint8Array, folder: string): ModelFile {
  const where = `${folder}/${MODEL_FILE}`;
  const fail = (received: string, cause?: unknown): RetortError =>
    retortError('KD_E_MODEL_FILE', { what: 'the description of a model', where, received, ...(cause === undefined ? {} : { cause }) });
  const parsed = modelFile.safeParse(jsonOf(bytes, fail));
  if (parsed.success) return parsed.data;
  throw fail(parsed.error.issues.map((issue) => `${issue.path.join('.') || '(all)'}: ${issue.message}`).join('; '), parsed.error);
}

function jsonOf(bytes: Uint8Array, fail: (received: string, cause?: unknown) => RetortError): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes), MODEL_FILE);
  } catch (error) {
    if (RetortError.is(error, 'KD_E_FILES_JSON')) throw fail(error.detail.received ?? 'invalid JSON', error);
    if (error instanceof TypeError) throw fail('bytes that are not UTF-8 text', error);
    throw error;
  }
}

const BYTES = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 } as const;

export function elementsOf({ shape }: WeightSpec): number {
  return shape.reduce((product, each) => product * each, 1);
}

/** Bytes of one weight in its file. */
export function bytesOf(spec: WeightSpec): number {
  return elementsOf(spec) * BYTES[spec.quantization?.dtype ?? spec.dtype];
}
