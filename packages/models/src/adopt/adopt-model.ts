// The door for networks that were made with TensorFlow.js: any classifier with one input becomes a student with named taps.
import type { TapName } from '@retort/kernel';
import type { LayersModel } from '../graph/layer.ts';
import { type LayersStudent, layersStudent } from './layers-student.ts';

export interface AdoptOptions {
  /** How errors call it; the model's own name when absent. */
  readonly name?: string;
  /** Own names for layers, `{ features: 'dense_2' }`. */
  readonly taps?: Readonly<Record<TapName, string>>;
  /** Which taps count as layers where a mapping chooses by itself; every layer but the inputs and the logits when absent. */
  readonly layers?: readonly TapName[];
  /** What to do in training about layers with a regularizer or constraint, which no objective here knows: `refuse` when absent. */
  readonly penalties?: 'refuse' | 'ignore';
  /** Which output is the classifier's: the `only` one when absent. With `first` there may be others, which are taps. */
  readonly output?: 'only' | 'first';
}

/**
 * Makes a student of a tf.LayersModel, functional or Sequential, and takes ownership of it.
 *
 * - One input, float32 `[B, ...]`; one output `[B, C]`. A softmax at the end (of a dense layer, or a layer of its own) is taken
 *   off: `logits` are the values before it. A model that ends without one must end in logits.
 * - Every layer is a tap under its name; a layer that TensorFlow.js numbered (`dense_Dense7`) is `dense_1`, by its place among
 *   the dense layers of this model. A model used as a layer is one tap. Taps are read in one pass.
 * - In training, layers that draw (Dropout, SpatialDropout1D, GaussianNoise, GaussianDropout, AlphaDropout) draw from the step's
 *   `seed`, and a frozen batch norm normalises by its moving statistics, which then stay as they are. Outside of `forward` the
 *   model behaves and saves as TensorFlow.js made it.
 *
 * @throws KD_E_MODEL_INPUT, KD_E_MODEL_OUTPUT, KD_E_TAP_NAME, KD_E_TAP_UNKNOWN; `forward` with `training` throws
 *   KD_E_MODEL_TRAIN for layers that cannot be trained as they are written, KD_E_MODEL_SEED without the seed they need.
 */
export function adoptModel(model: LayersModel, options: AdoptOptions = {}): LayersStudent {
  const { name = model.name, taps: aliases = {}, layers, penalties = 'refuse', output = 'only' } = options;
  return layersStudent(model, { name, aliases, layers, penalties, output, side: [] });
}
