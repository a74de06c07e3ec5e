// Builds the network that a checked model file describes and gives it its weights. What was made is freed when it fails.
import { retortError } from '@retort/kernel';
import { dispose, io } from '@tensorflow/tfjs-core';
import { buildFromConfig } from '../graph/build-from-config.ts';
import { camelConfig } from '../graph/camel-case.ts';
import { disposeModel } from '../graph/dispose-model.ts';
import { type LayersModel, variableOf } from '../graph/layer.ts';
import { MODEL_FILE } from './model-file.ts';
import type { Weights } from './read-weights.ts';

/** @param top - the model's `class_name` and `config`. The caller owns the model. @throws KD_E_MODEL_TOPOLOGY, KD_E_MODEL_WEIGHTS */
export function buildModel(top: { readonly className: string; readonly config: unknown }, weights: Weights, folder: string): LayersModel {
  const model = build(top, folder);
  try {
    giveWeights(model, weights);
  } catch (cause) {
    disposeModel(model, model.weights.map(variableOf));
    throw retortError('KD_E_MODEL_WEIGHTS', { what: `the weights of the model "${model.name}"`, where: folder, received: messageOf(cause), cause });
  }
  return model;
}

function build({ className, config }: { readonly className: string; readonly config: unknown }, folder: string): LayersModel {
  try {
    return buildFromConfig(className, camelConfig(config));
  } catch (cause) {
    throw retortError('KD_E_MODEL_TOPOLOGY', { what: 'building the model', where: `${folder}/${MODEL_FILE}`, received: messageOf(cause), cause });
  }
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

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
