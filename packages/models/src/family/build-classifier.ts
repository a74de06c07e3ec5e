// From a body of layers to a student: the last dense layer, the initial weights from the family's stream, the taps.
import '@retort/tensor';
import { type ModelBuild, retortError, type TapName } from '@retort/kernel';
import { layers, input as tfInput, model as tfModel } from '@tensorflow/tfjs-layers';
import { adoptModel } from '../adopt/adopt-model.ts';
import type { LayersStudent } from '../adopt/layers-student.ts';
import type { SymbolicTensor } from '../graph/layer.ts';
import { initialise } from '../initialise/initialise.ts';
import { connect } from './connect.ts';

export interface Body {
  /** `[B, F]`, what the last dense layer sees. */
  readonly output: SymbolicTensor;
  readonly taps?: Readonly<Record<TapName, string>>;
  /** The taps that count as layers, `features` among them. */
  readonly layers: readonly TapName[];
}

/** Ends `body` in a dense layer `logits`, Glorot-uniform, and draws every initial weight from `build.random`. */
export function buildClassifier(name: string, build: ModelBuild, body: (input: SymbolicTensor) => Body): LayersStudent {
  checkBuild(name, build);
  const input = tfInput({ shape: [...build.inputShape], name: 'input' });
  const { output, taps, layers: counted } = body(input);
  const dense = layers.dense({ name: 'logits', units: build.classes, kernelInitializer: 'glorotUniform' });
  const model = tfModel({ name, inputs: input, outputs: connect(dense, output) });
  initialise(model, build.random);
  return adoptModel(model, { name, layers: counted, ...(taps === undefined ? {} : { taps }) });
}

function checkBuild(name: string, { inputShape, classes }: ModelBuild): void {
  if (!Number.isInteger(classes) || classes < 2) {
    throw retortError('KD_E_FAMILY_INPUT', { what: `family ${name}`, expected: 'at least 2 classes', received: String(classes) });
  }
  if (inputShape.length === 0 || inputShape.some((size) => !Number.isInteger(size) || size < 1)) {
    throw retortError('KD_E_FAMILY_INPUT', { what: `family ${name}`, expected: 'an input of positive sizes', received: `[${inputShape.join(', ')}]` });
  }
}

/** For families of images. @throws KD_E_FAMILY_INPUT */
export function checkImages(name: string, { inputShape }: ModelBuild): void {
  if (inputShape.length === 3) return;
  const received = `[${inputShape.join(', ')}]`;
  throw retortError('KD_E_FAMILY_INPUT', { what: `family ${name}`, expected: 'images [height, width, channels]', received });
}
