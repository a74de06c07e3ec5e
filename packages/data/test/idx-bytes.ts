// Tiny IDX files for tests.

/** Big-endian header and bytes: `idxBytes([2, 2, 2], [...])` is a file of images, `idxBytes([2], [...])` one of labels. */
export function idxBytes(shape: readonly number[], values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, 8, shape.length]);
  shape.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}
