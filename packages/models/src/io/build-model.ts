// Builds the network that a checked model file describes and gives it its weights. What was made is freed when it fails.
import '@retort/tensor';
import { retortError, type Variable } from '@retort/kernel';
import { dispose, engine, io } from '@tensorflow/tfjs-core';
import { models } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '../graph/layer.ts';
import { MODEL_FILE, type ModelFile } from './model-file.ts';
import type { Weights } from './read-weights.ts';

/** The caller owns the model. @throws KD_E_MODEL_TOPOLOGY, KD_E_MODEL_WEIGHTS */
export async function buildModel(file: ModelFile, weights: Weights, folder: string): Promise<LayersModel> {
  const before = new Set(Object.keys(engine().registeredVariables));
  // Without weights TensorFlow.js builds the whole network before it returns its promise: what is new now is of this network.
  const promise = models.modelFromJSON({ modelTopology: file.modelTopology } as Parameters<typeof models.modelFromJSON>[0]);
  const made = Object.entries(engine().registeredVariables).flatMap(([name, variable]) => (before.has(name) ? [] : [variable]));
  let model: LayersModel;
  try {
    model = await promise;
  } catch (cause) {
    free(made);
    throw retortError('KD_E_MODEL_TOPOLOGY', { what: 'building the model', where: `${folder}/${MODEL_FILE}`, received: messageOf(cause), cause });
  }
  try {
    giveWeights(model, weights);
  } catch (cause) {
    free(made);
    throw retortError('KD_E_MODEL_WEIGHTS', { what: `the weights of the model "${model.name}"`, where: folder, received: messageOf(cause), cause });
  }
  return model;
}

function giveWeights(model: LayersModel, { specs, data }: Weights): void {
  const values = io.decodeWeights(data, [...specs] as Parameters<typeof io.decodeWeights>[1]);
  try {
    const optimizer = new Set(specs.filter(({ group }) => group === 'optimizer').map(({ name }) => name));
    model.loadWeights(Object.fromEntries(Object.entries(values).filter(([name]) => !optimizer.has(name))), true);
  } finally {
    dispose(values);
  }
}

function free(variables: readonly Variable[]): void {
  for (const variable of variables) if (!variable.isDisposed) variable.dispose();
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
