// A student as the files of a standard TensorFlow.js layers model: model.json with its manifest, and one file of weights.
import { formatJson } from '@retort/files';
import { retortError } from '@retort/kernel';
import { version_layers } from '@tensorflow/tfjs-layers';
import type { LayersStudent } from '../adopt/layers-student.ts';
import type { LayersModel } from '../graph/layer.ts';
import { variableOf } from '../graph/layer.ts';
import { MODEL_FILE, type OwnMetadata, WEIGHTS_FILE, type WeightSpec } from './model-file.ts';

/**
 * `tf.loadLayersModel` reads these files. The user's metadata of the model is kept, and the student's name and names of taps
 * stand beside it under `retort`. The same student gives the same bytes.
 *
 * @throws KD_E_MODEL_WEIGHTS where two weights have one name.
 */
export async function modelFiles(student: LayersStudent): Promise<ReadonlyMap<string, Uint8Array | string>> {
  const { model } = student;
  const specs = specsOf(model);
  const bytes = await weightBytes(model);
  const retort: OwnMetadata = {
    name: student.name,
    taps: { ...student.aliases },
    layers: [...student.layers],
    ...(model.outputs.length > 1 ? { output: 'first' } : {}),
  };
  const text = formatJson(
    {
      format: 'layers-model',
      generatedBy: `TensorFlow.js tfjs-layers v${version_layers}`,
      convertedBy: null,
      modelTopology: JSON.parse(JSON.stringify(model.toJSON(undefined, false))),
      weightsManifest: [{ paths: [WEIGHTS_FILE], weights: specs }],
      userDefinedMetadata: { ...model.getUserDefinedMetadata(), retort },
    },
    MODEL_FILE,
  );
  return new Map<string, Uint8Array | string>([
    [WEIGHTS_FILE, bytes],
    [MODEL_FILE, text],
  ]);
}

function specsOf(model: LayersModel): readonly WeightSpec[] {
  const seen = new Set<string>();
  return model.weights.map(({ originalName: name, shape, dtype }) => {
    if (seen.has(name)) {
      const action = 'Give the layers names of their own, those of models used as layers included.';
      throw retortError('KD_E_MODEL_WEIGHTS', { what: `saving the model "${model.name}"`, received: `two weights named "${name}"`, action });
    }
    seen.add(name);
    return { name, shape: shape as number[], dtype: dtype as WeightSpec['dtype'] };
  });
}

/** The values of all weights, one after the other, in the machine's (little-endian) order. */
async function weightBytes(model: LayersModel): Promise<Uint8Array> {
  const values = await Promise.all(model.weights.map((weight) => variableOf(weight).data()));
  const parts = values.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
