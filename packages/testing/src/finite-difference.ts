// Central differences: a gradient that owes nothing to any tape.

/**
 * `(f(x + h e_i) - f(x - h e_i)) / 2h` for each place `i`. One call after the other, so `f` may use the engine.
 *
 * @param step - `h`. In float32 about 1e-2 balances rounding and curvature for values near 1.
 */
export async function finiteDifference(f: (x: Float32Array) => number | Promise<number>, x: Float32Array, step = 1e-2): Promise<Float64Array> {
  const gradient = new Float64Array(x.length);
  for (let index = 0; index < x.length; index++) {
    const [up, down] = [Float32Array.from(x), Float32Array.from(x)];
    up[index]! += step;
    down[index]! -= step;
    // The step that was really taken, after rounding.
    gradient[index] = ((await f(up)) - (await f(down))) / (up[index]! - down[index]!);
  }
  return gradient;
}
