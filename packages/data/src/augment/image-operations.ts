// The operations of rand-augment on one image of numbers in [0, 1], each with a strength in [0, 1] and a direction. In place;
// the results stay in [0, 1].
import { type Affine, type ImageShape, resample } from './resample.ts';

/** @param direction - 1 or -1; has no effect where an operation has none. */
export type ImageOperation = (image: Float32Array, shape: ImageShape, strength: number, direction: number) => void;

/** Largest change at strength 1, as in the method's table: factors, degrees, slopes, shares of the image. */
const FACTOR = 0.9;
const DEGREES = 30;
const SLOPE = 0.3;
const SHARE = 150 / 331;
const BITS = 4;

const SAME: Affine = { a: 1, b: 0, c: 0, d: 1, dx: 0, dy: 0 };

const clipped = (value: number): number => Math.min(1, Math.max(0, value));

/** `x <- f(x)` for every number. */
function each(image: Float32Array, f: (value: number) => number): void {
  for (let at = 0; at < image.length; at += 1) image[at] = f(image[at]!);
}

/** Stretches each channel to 0..1; a flat one stays. */
function autoContrast(image: Float32Array, [, , channels]: ImageShape): void {
  for (let channel = 0; channel < channels; channel += 1) {
    let [low, high] = [1, 0];
    for (let at = channel; at < image.length; at += channels) {
      low = Math.min(low, image[at]!);
      high = Math.max(high, image[at]!);
    }
    if (high <= low) continue;
    for (let at = channel; at < image.length; at += channels) image[at] = (image[at]! - low) / (high - low);
  }
}

/** `x (1 + s)`. */
const brightness: ImageOperation = (image, _, strength, direction) => each(image, (x) => clipped(x * (1 + direction * FACTOR * strength)));

/** `m + (x - m) (1 + s)`, m the mean of all numbers of the image. */
const contrast: ImageOperation = (image, _, strength, direction) => {
  const mean = image.reduce((sum, x) => sum + x, 0) / image.length;
  each(image, (x) => clipped(mean + (x - mean) * (1 + direction * FACTOR * strength)));
};

/** Keeps the upper 8 to 4 bits of the 8-bit value `round(255 x)`; with all 8 the image stays as it is. */
const posterize: ImageOperation = (image, _, strength) => {
  const lost = Math.round(BITS * strength);
  if (lost > 0) each(image, (x) => ((Math.round(255 * x) >> lost) << lost) / 255);
};

/** `1 - x` from the threshold `1 - s` on. */
const solarize: ImageOperation = (image, _, strength) => each(image, (x) => (x >= 1 - strength ? 1 - x : x));

const rotate: ImageOperation = (image, shape, strength, direction) => {
  const angle = (direction * DEGREES * strength * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  resample(image, shape, { ...SAME, a: cos, b: -sin, c: sin, d: cos });
};

/** Every operation by its name. Those of the method that need three channels or a histogram (color, equalize, sharpness) are left out. */
export const imageOperations: Readonly<Record<string, ImageOperation>> = {
  identity: () => undefined,
  'auto-contrast': autoContrast,
  brightness,
  contrast,
  posterize,
  solarize,
  rotate,
  'shear-x': (image, shape, strength, direction) => resample(image, shape, { ...SAME, b: direction * SLOPE * strength }),
  'shear-y': (image, shape, strength, direction) => resample(image, shape, { ...SAME, c: direction * SLOPE * strength }),
  'translate-x': (image, shape, strength, direction) => resample(image, shape, { ...SAME, dx: direction * SHARE * strength * shape[1] }),
  'translate-y': (image, shape, strength, direction) => resample(image, shape, { ...SAME, dy: direction * SHARE * strength * shape[0] }),
};
