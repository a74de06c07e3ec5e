// Data set `digits`: 1,797 handwritten digits of 8 x 8 pixels, embedded. Reads no file and works in a browser.
// Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, 1998, CC BY 4.0.
import { type Dataset, defineDataset } from '@retort/kernel';
import { inflateSync } from 'fflate';
import { buildDataset } from '../dataset/build-dataset.ts';
import { numbered } from '../dataset/memory-dataset.ts';
import { DIGITS_COLUMNS, DIGITS_DEFLATED, DIGITS_SAMPLES } from './digits-pixels.ts';

const PIXELS = DIGITS_COLUMNS - 1;
const BRIGHTEST = 16;
const ATTRIBUTION = 'Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, 1998, CC BY 4.0';

/** Inputs float32 `[8, 8, 1]` in [0, 1], in the order of the published file; there is no test part, so a split must be asked for. */
export function digits(): Promise<Dataset> {
  const packed = Uint8Array.from(atob(DIGITS_DEFLATED), (character) => character.charCodeAt(0));
  const columns = inflateSync(packed, { out: new Uint8Array(DIGITS_SAMPLES * DIGITS_COLUMNS) });
  const inputs = new Float32Array(DIGITS_SAMPLES * PIXELS);
  for (let pixel = 0; pixel < PIXELS; pixel += 1) {
    for (let sample = 0; sample < DIGITS_SAMPLES; sample += 1) inputs[sample * PIXELS + pixel] = columns[pixel * DIGITS_SAMPLES + sample]! / BRIGHTEST;
  }
  const labels = columns.subarray(PIXELS * DIGITS_SAMPLES);
  return buildDataset({ name: 'digits', shape: [8, 8, 1], classes: numbered(10), train: { inputs, labels }, attribution: ATTRIBUTION });
}

export const digitsSource = defineDataset({
  id: 'digits',
  summary: '1,797 handwritten digits of 8 x 8 pixels, embedded (UCI, CC BY 4.0)',
  create: () => ({ load: digits }),
});
