// A pair of IDX files, images and labels, as raw samples. Shared by the sources that read IDX files.
import { retortError } from '@retort/kernel';
import type { RawSamples } from '../dataset/build-dataset.ts';
import { parseIdx } from '../format/idx.ts';

export interface NamedBytes {
  /** Path or URL, for messages. */
  readonly where: string;
  readonly bytes: Uint8Array;
}

export interface IdxSamples extends RawSamples {
  readonly labels: Uint8Array;
  /** `[height, width, 1]` for files of three axes; else the axes after the first. */
  readonly shape: readonly number[];
}

/** Bytes become float32 in [0, 1]. Throws `KD_E_DATA_IDX`, `_TRUNCATED`, `_SIZE`, and `KD_E_DATA_COUNT` where the two do not belong together. */
export function idxSamples(images: NamedBytes, labels: NamedBytes): IdxSamples {
  const pictures = parseIdx(images.bytes, { min: 2, max: 4 }, images.where);
  const answers = parseIdx(labels.bytes, { min: 1, max: 1 }, labels.where);
  const [count, ...axes] = pictures.shape;
  if (answers.values.length !== count) {
    throw retortError('KD_E_DATA_COUNT', {
      what: 'the labels',
      where: labels.where,
      expected: `${count}, one for each image of ${images.where}`,
      received: `${answers.values.length}`,
    });
  }
  const inputs = new Float32Array(pictures.values.length);
  for (let i = 0; i < inputs.length; i += 1) inputs[i] = pictures.values[i]! / 255;
  return { inputs, labels: answers.values, shape: axes.length === 2 ? [...axes, 1] : axes };
}

/** Throws `KD_E_DATA_SHAPE` where the parts of a data set differ in shape. */
export function sameShape(train: IdxSamples, test: IdxSamples, name: string): void {
  if (train.shape.join() !== test.shape.join()) {
    throw retortError('KD_E_DATA_SHAPE', { what: `the test images of ${name}`, expected: `[${train.shape}] as in training`, received: `[${test.shape}]` });
  }
}
