// Reads the weights of a model folder. What the manifest promises bounds every read, and the bytes must be exactly those.
import { retortError } from '@retort/kernel';
import type { ReadFile } from './folder-reader.ts';
import { bytesOf, type ModelFile, type WeightSpec } from './model-file.ts';

export interface Weights {
  readonly specs: readonly WeightSpec[];
  /** All weights, in the order of the specs. */
  readonly data: ArrayBuffer;
}

/** @throws KD_E_MODEL_WEIGHTS naming the file; KD_E_FILES_*. */
export async function readWeights(read: ReadFile, { weightsManifest }: ModelFile, folder: string): Promise<Weights> {
  const specs = weightsManifest.flatMap(({ weights }) => weights);
  checkNames(specs, folder);
  const parts: Uint8Array[] = [];
  for (const { paths, weights } of weightsManifest) {
    const expected = weights.reduce((sum, spec) => sum + bytesOf(spec), 0);
    const where = `${folder}/${paths.join(', ')}`;
    if (!Number.isSafeInteger(expected)) throw retortError('KD_E_MODEL_WEIGHTS', { what: 'the weights', received: `${expected} bytes`, where });
    let received = 0;
    for (const path of paths) {
      const bytes = await read(path, expected - received);
      received += bytes.length;
      parts.push(bytes);
    }
    if (received !== expected)
      throw retortError('KD_E_MODEL_WEIGHTS', { what: 'the weights', expected: `${expected} bytes`, received: `${received} bytes`, where });
  }
  return { specs, data: joined(parts) };
}

function checkNames(specs: readonly WeightSpec[], folder: string): void {
  const seen = new Set<string>();
  for (const { name, quantization, dtype } of specs) {
    const fail = (received: string): never => {
      throw retortError('KD_E_MODEL_WEIGHTS', { what: `the weight ${JSON.stringify(name)}`, received, where: folder });
    };
    if (seen.has(name)) fail('two of this name');
    if (name in Object.prototype) fail('a name that Object.prototype owns');
    seen.add(name);
    if (quantization === undefined) continue;
    if (quantization.dtype === 'float16' ? dtype !== 'float32' : quantization.min === undefined || quantization.scale === undefined || dtype === 'bool') {
      fail(`${dtype} quantized as ${quantization.dtype}, without what is needed to undo it`);
    }
  }
}

function joined(parts: readonly Uint8Array[]): ArrayBuffer {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.buffer;
}
