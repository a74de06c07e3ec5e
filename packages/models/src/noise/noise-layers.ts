// What each random layer of TensorFlow.js does while training, written over draws of our own. TensorFlow.js' layers repeat one
// mask when they are seeded and use Math.random when they are not.
import type { Shape, Tensor } from '@retort/kernel';
import { add, cast, cos, greaterEqual, log, mul, neg, sqrt, sub } from '@retort/tensor';
import type { Layer } from '../graph/layer.ts';

/** float32 of this shape, uniform in [0, 1); every call of one pass gives other numbers. */
export type Draw = (shape: Shape) => Tensor;

interface NoiseLayer {
  /** Whether its options make it random at all. */
  draws(options: NoiseOptions): boolean;
  /** Differentiable in `x`; the draws are constants. */
  apply(x: Tensor, options: NoiseOptions, draw: Draw): Tensor;
}

interface NoiseOptions {
  readonly rate: number;
  readonly stddev: number;
  readonly noiseShape: readonly (number | null)[] | undefined;
}

const betweenRates = ({ rate }: NoiseOptions): boolean => rate > 0 && rate < 1;

/** 1 with probability 1 - rate, else 0. */
const kept = (shape: Shape, rate: number, draw: Draw): Tensor => cast(greaterEqual(draw(shape), rate), 'float32');

/** Box-Muller: sqrt(-2 ln(1 - u)) cos(2 pi v), a standard normal of two uniforms. */
const normal = (shape: Shape, draw: Draw): Tensor => mul(sqrt(mul(log(sub(1, draw(shape))), -2)), cos(mul(draw(shape), 2 * Math.PI)));

/** x * mask / (1 - rate). Srivastava et al., JMLR 2014. */
const drop = (x: Tensor, shape: Shape, rate: number, draw: Draw): Tensor => mul(x, mul(kept(shape, rate, draw), 1 / (1 - rate)));

const maskShape = (x: Tensor, { noiseShape }: NoiseOptions): Shape => noiseShape?.map((size, axis) => size ?? (x.shape[axis] as number)) ?? x.shape;

/** Keeps mean and variance of self-normalising networks. Klambauer et al., NeurIPS 2017, section "alpha dropout". */
function alphaDrop(x: Tensor, shape: Shape, rate: number, draw: Draw): Tensor {
  const floor = -1.6732632423543772 * 1.0507009873554805;
  const scale = ((1 - rate) * (1 + rate * floor ** 2)) ** -0.5;
  const mask = kept(shape, rate, draw);
  return add(mul(add(mul(x, mask), mul(add(neg(mask), 1), floor)), scale), -scale * floor * rate);
}

const NOISE: ReadonlyMap<string, NoiseLayer> = new Map<string, NoiseLayer>([
  ['Dropout', { draws: betweenRates, apply: (x, options, draw) => drop(x, maskShape(x, options), options.rate, draw) }],
  ['SpatialDropout1D', { draws: betweenRates, apply: (x, { rate }, draw) => drop(x, [x.shape[0] as number, 1, x.shape[2] as number], rate, draw) }],
  ['GaussianNoise', { draws: ({ stddev }) => stddev > 0, apply: (x, { stddev }, draw) => add(x, mul(normal(x.shape, draw), stddev)) }],
  ['GaussianDropout', { draws: betweenRates, apply: (x, { rate }, draw) => mul(x, add(mul(normal(x.shape, draw), Math.sqrt(rate / (1 - rate))), 1)) }],
  ['AlphaDropout', { draws: betweenRates, apply: (x, options, draw) => alphaDrop(x, maskShape(x, options), options.rate, draw) }],
]);

export function isNoiseClass(className: string): boolean {
  return NOISE.has(className);
}

/** The training behaviour of this layer; undefined where it is not random. */
export function noiseOf(layer: Layer): ((x: Tensor, draw: Draw) => Tensor) | undefined {
  const noise = NOISE.get(layer.getClassName());
  if (noise === undefined) return undefined;
  const { rate, stddev, noiseShape } = layer.getConfig();
  const options: NoiseOptions = {
    rate: typeof rate === 'number' ? rate : 0,
    stddev: typeof stddev === 'number' ? stddev : 0,
    noiseShape: Array.isArray(noiseShape) ? (noiseShape as (number | null)[]) : undefined,
  };
  return noise.draws(options) ? (x, draw) => noise.apply(x, options, draw) : undefined;
}
