// Reads an image at the places of an affine map. What rotating, shearing and translating share.

export type ImageShape = readonly [height: number, width: number, channels: number];

/** From a place in the result to its place in the source, in pixels from the middle: `(a x + b y + dx, c x + d y + dy)`. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly dx: number;
  readonly dy: number;
}

/** In place. Bilinear between the four pixels around a place; what lies outside the image is 0. */
export function resample(image: Float32Array, [height, width, channels]: ImageShape, { a, b, c, d, dx, dy }: Affine): void {
  const old = image.slice();
  const middle = [(width - 1) / 2, (height - 1) / 2] as const;
  const pixel = (y: number, x: number, channel: number): number =>
    y < 0 || y >= height || x < 0 || x >= width ? 0 : old[(y * width + x) * channels + channel]!;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [u, v] = [x - middle[0], y - middle[1]];
      const fromX = a * u + b * v + dx + middle[0];
      const fromY = c * u + d * v + dy + middle[1];
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      const [right, bottom] = [fromX - left, fromY - top];
      for (let channel = 0; channel < channels; channel += 1) {
        const above = (1 - right) * pixel(top, left, channel) + right * pixel(top, left + 1, channel);
        const below = (1 - right) * pixel(top + 1, left, channel) + right * pixel(top + 1, left + 1, channel);
        image[(y * width + x) * channels + channel] = (1 - bottom) * above + bottom * below;
      }
    }
  }
}
