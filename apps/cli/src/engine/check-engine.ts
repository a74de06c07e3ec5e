// Whether an engine computes what it should: gradients against closed forms in double precision, and a loss that falls.
import { retortError, type Scalar, type Tensor, type Tensor2D, type Tensor4D } from '@retort/kernel';
import { add, conv2d, createVariable, gradients, matMul, mean, mul, readAll, scope, softmaxCrossEntropy, sub, sum, tensor } from '@retort/tensor';

export interface EngineCheck {
  /** Of the first and the last step. */
  readonly loss: readonly [number, number];
  /** The largest difference of a gradient from its closed form, relative to the largest slope. */
  readonly error: number;
}

const [SAMPLES, FEATURES, CLASSES, STEPS, RATE] = [32, 6, 3, 20, 0.5];
const TOLERANCE = 1e-4;

/** Numbers without pattern, from -1 to 1. */
const scattered = (count: number, shift: number): number[] => Array.from({ length: count }, (_, at) => Math.sin(12.9898 * (at + 1) + shift));

/** Runs on the current engine. @throws KD_E_ENGINE_CHECK */
export async function checkEngine(): Promise<EngineCheck> {
  const error = Math.max(await convolutionError(), await regressionError());
  const loss = await train();
  // Written so that a NaN fails.
  if (!(error <= TOLERANCE)) refuse('gradients', `within ${TOLERANCE} of their closed forms`, String(error));
  if (!(loss[1] < 0.8 * loss[0])) refuse('a loss over twenty steps', 'one that falls', loss.join(' to '));
  return { loss, error };
}

function refuse(what: string, expected: string, received: string): never {
  throw retortError('KD_E_ENGINE_CHECK', { what, expected, received });
}

const inputs = scattered(SAMPLES * FEATURES, 0);
const labels = Array.from({ length: SAMPLES }, (_, row) => Math.floor(((inputs[row * FEATURES]! + 1) / 2) * CLASSES) % CLASSES);
const targets = labels.flatMap((label) => Array.from({ length: CLASSES }, (_, c) => (c === label ? 1 : 0)));
const start = scattered(FEATURES * CLASSES, 2);

const loss = (x: Tensor, w: Tensor, b: Tensor, y: Tensor): Scalar =>
  mean(softmaxCrossEntropy(add(matMul(x as Tensor2D, w as Tensor2D), b) as Tensor2D, y as Tensor2D)) as Scalar;

/** Softmax regression: the slope of w is x^T (p - y) / B. */
async function regressionError(): Promise<number> {
  const wanted = new Array<number>(FEATURES * CLASSES).fill(0);
  for (let row = 0; row < SAMPLES; row++) {
    const logits = Array.from({ length: CLASSES }, (_, c) =>
      start.reduce((z, w, at) => (at % CLASSES === c ? z + w * inputs[row * FEATURES + Math.floor(at / CLASSES)]! : z), 0),
    );
    const total = logits.reduce((all, z) => all + Math.exp(z), 0);
    wanted.forEach((before, at) => {
      const [f, c] = [Math.floor(at / CLASSES), at % CLASSES];
      wanted[at] = before + (inputs[row * FEATURES + f]! * (Math.exp(logits[c]!) / total - targets[row * CLASSES + c]!)) / SAMPLES;
    });
  }
  return errorOf(
    createVariable(tensor(start, [FEATURES, CLASSES])),
    (w) => loss(tensor(inputs, [SAMPLES, FEATURES]), w, tensor(new Array<number>(CLASSES).fill(0)), tensor(targets, [SAMPLES, CLASSES])),
    wanted,
  );
}

/** A 3x3 convolution without padding, weighed by r: the slope of filter element (i, j) is sum_p x[p + (i, j)] r[p]. */
async function convolutionError(): Promise<number> {
  const [size, out] = [8, 6];
  const [x, r] = [scattered(size * size, 3), scattered(out * out, 4)];
  const wanted = Array.from({ length: 9 }, (_, at) =>
    r.reduce((slope, weight, p) => slope + weight * x[(Math.floor(p / out) + Math.floor(at / 3)) * size + (p % out) + (at % 3)]!, 0),
  );
  return errorOf(
    createVariable(tensor(scattered(9, 5), [3, 3, 1, 1])),
    (filter) => sum(mul(conv2d(tensor(x, [1, size, size, 1]) as Tensor4D, filter as Tensor4D, 1, 'valid'), tensor(r, [1, out, out, 1]))),
    wanted,
  );
}

async function errorOf(variable: ReturnType<typeof createVariable>, f: (w: Tensor) => Scalar, wanted: readonly number[]): Promise<number> {
  const slope = scope(() => gradients(() => f(variable), { variable }).gradients.variable!);
  try {
    const { values } = await readAll({ values: slope });
    const largest = Math.max(...wanted.map(Math.abs));
    return Math.max(...wanted.map((value, at) => Math.abs(value - values![at]!))) / largest;
  } finally {
    slope.dispose();
    variable.dispose();
  }
}

async function train(): Promise<readonly [number, number]> {
  const weights = { w: createVariable(tensor(start, [FEATURES, CLASSES])), b: createVariable(tensor(new Array<number>(CLASSES).fill(0))) };
  const [x, y] = [tensor(inputs, [SAMPLES, FEATURES]), tensor(targets, [SAMPLES, CLASSES])];
  const values: number[] = [];
  try {
    for (let step = 0; step < STEPS; step++) {
      const value = scope(() => {
        const found = gradients(() => loss(x, weights.w, weights.b, y), weights);
        for (const name of ['w', 'b'] as const) weights[name].assign(sub(weights[name], mul(found.gradients[name]!, RATE)));
        return found.value;
      });
      values.push((await readAll({ value })).value![0]!);
      value.dispose();
    }
  } finally {
    for (const each of [weights.w, weights.b, x, y]) each.dispose();
  }
  return [values[0]!, values.at(-1)!];
}
