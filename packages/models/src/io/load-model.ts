// A saved TensorFlow.js layers model as a student. Reading is contained in the folder, bounded, and runs nothing from it.
import type { FileSystem } from '@retort/files';
import { retortError } from '@retort/kernel';
import { type AdoptOptions, adoptModel } from '../adopt/adopt-model.ts';
import type { LayersStudent } from '../adopt/layers-student.ts';
import { disposeModel } from '../graph/dispose-model.ts';
import { variableOf } from '../graph/layer.ts';
import { buildModel } from './build-model.ts';
import { checkTopology } from './check-topology.ts';
import { folderReader } from './folder-reader.ts';
import { elementsOf, MAX_MODEL_FILE_BYTES, MODEL_FILE, type ModelFile, parseModelFile } from './model-file.ts';
import { readWeights } from './read-weights.ts';

export interface LoadOptions extends AdoptOptions {
  /** Makes every weight a statistic: nothing is trained. */
  readonly frozen?: boolean;
}

/**
 * Loads `model.json` and its weight files, saved by Retort, by TensorFlow.js or by its converter, and owns nothing else.
 * Names of taps that Retort saved come back; `options.taps` adds to them. The optimizer's state, if any, is left out.
 *
 * @throws KD_E_MODEL_FILE (damaged or not a layers model), KD_E_MODEL_TOPOLOGY (unknown class, unbuildable graph),
 *   KD_E_MODEL_WEIGHTS (size, dtype or names do not fit), KD_E_FILES_ESCAPE (a path leads out), other KD_E_FILES_*, and what
 *   `adoptModel` throws. Nothing stays allocated then.
 */
export async function loadModel(files: FileSystem, folder: string, options: LoadOptions = {}): Promise<LayersStudent> {
  const read = await folderReader(files, folder);
  const file = parseModelFile(await read(MODEL_FILE, MAX_MODEL_FILE_BYTES), folder);
  const top = checkTopology(file.modelTopology, { elements: elementsIn(file) }, `${folder}/${MODEL_FILE}`);
  const weights = await readWeights(read, file, folder);
  const model = buildModel(top, weights, folder);
  const { retort, ...metadata } = file.userDefinedMetadata ?? {};
  if (Object.keys(metadata).length > 0) model.setUserDefinedMetadata(metadata);
  if (options.frozen === true) model.trainable = false;
  const name = options.name ?? retort?.name ?? model.name;
  const output = options.output ?? retort?.output ?? 'only';
  try {
    const layers = options.layers ?? retort?.layers;
    return adoptModel(model, { ...options, name, output, taps: { ...retort?.taps, ...options.taps }, ...(layers === undefined ? {} : { layers }) });
  } catch (error) {
    disposeModel(model, model.weights.map(variableOf));
    throw error;
  }
}

function elementsIn({ weightsManifest }: ModelFile): number {
  const elements = weightsManifest.flatMap(({ weights }) => weights).reduce((sum, spec) => sum + elementsOf(spec), 0);
  if (Number.isSafeInteger(elements)) return elements;
  throw retortError('KD_E_MODEL_WEIGHTS', { what: 'the weights', received: `${elements} numbers` });
}
