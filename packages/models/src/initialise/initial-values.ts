// The initial values that each initializer of TensorFlow.js means, drawn from a counter stream instead of Math.random.
import { expectedName, type RandomDraws, retortError, type Shape } from '@retort/kernel';
import { truncatedNormal } from './normal-quantile.ts';
import { orthogonal } from './orthogonal.ts';

/** An initializer as a layer's options hold it. */
export interface InitializerConfig {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

type Initial = (shape: Shape, draws: RandomDraws, options: Readonly<Record<string, unknown>>) => Float32Array;

const sizeOf = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

const constant =
  (option: string | undefined, otherwise: number): Initial =>
  (shape, _draws, options) =>
    new Float32Array(sizeOf(shape)).fill(number(options, option, otherwise));

const INITIAL: ReadonlyMap<string, Initial> = new Map<string, Initial>([
  ['Zeros', constant(undefined, 0)],
  ['Ones', constant(undefined, 1)],
  ['Constant', constant('value', 0)],
  ['RandomUniform', (shape, draws, options) => between(shape, draws, number(options, 'minval', -0.05), number(options, 'maxval', 0.05))],
  ['RandomNormal', (shape, draws, options) => draws.normals(sizeOf(shape)).map((z) => number(options, 'mean', 0) + z * number(options, 'stddev', 0.05))],
  ['TruncatedNormal', (shape, draws, options) => truncated(shape, draws, number(options, 'mean', 0), number(options, 'stddev', 0.05))],
  ['VarianceScaling', varianceScaling],
  [
    'Orthogonal',
    (shape, draws, options) => {
      const columns = shape[shape.length - 1] as number;
      return orthogonal(draws.normals(sizeOf(shape)), sizeOf(shape) / columns, columns, number(options, 'gain', 1));
    },
  ],
  [
    'Identity',
    (shape, _draws, options) => Float32Array.from({ length: sizeOf(shape) }, (_, i) => (i % ((shape[1] as number) + 1) === 0 ? number(options, 'gain', 1) : 0)),
  ],
]);

/**
 * Row-major float32 values of `shape`.
 *
 * @param where - the weight, for the error.
 * @throws KD_E_MODEL_INITIALISER for an initializer that is not one of TensorFlow.js' own.
 */
export function initialValues({ className, config }: InitializerConfig, shape: Shape, draws: RandomDraws, where: string): Float32Array {
  const initial = INITIAL.get(className);
  if (initial !== undefined) return initial(shape, draws, config);
  throw retortError('KD_E_MODEL_INITIALISER', { what: `the initializer of ${where}`, expected: expectedName(className, INITIAL.keys()), received: className });
}

function number(options: Readonly<Record<string, unknown>>, key: string | undefined, otherwise: number): number {
  const value = key === undefined ? undefined : options[key];
  return typeof value === 'number' ? value : otherwise;
}

function between(shape: Shape, draws: RandomDraws, low: number, high: number): Float32Array {
  return draws.uniforms(sizeOf(shape)).map((u) => low + (high - low) * u);
}

function truncated(shape: Shape, draws: RandomDraws, mean: number, deviation: number): Float32Array {
  return draws.uniforms(sizeOf(shape)).map((u) => mean + deviation * truncatedNormal(u));
}

/** Glorot, He and LeCun: variance `scale / n`, n the fan in, the fan out or their mean; uniform, or normal cut at two deviations. */
function varianceScaling(shape: Shape, draws: RandomDraws, options: Readonly<Record<string, unknown>>): Float32Array {
  const [fanIn, fanOut] = fans(shape);
  const fan = options.mode === 'fanOut' ? fanOut : options.mode === 'fanAvg' ? (fanIn + fanOut) / 2 : fanIn;
  const variance = number(options, 'scale', 1) / Math.max(1, fan);
  if (options.distribution !== 'uniform') return truncated(shape, draws, 0, Math.sqrt(variance));
  const limit = Math.sqrt(3 * variance);
  return between(shape, draws, -limit, limit);
}

/** As TensorFlow.js counts them: the receptive field times the channels. */
function fans(shape: Shape): readonly [fanIn: number, fanOut: number] {
  if (shape.length < 2 || shape.length > 5) return [Math.sqrt(sizeOf(shape)), Math.sqrt(sizeOf(shape))];
  const field = sizeOf(shape.slice(0, -2));
  return [field * (shape[shape.length - 2] as number), field * (shape[shape.length - 1] as number)];
}
