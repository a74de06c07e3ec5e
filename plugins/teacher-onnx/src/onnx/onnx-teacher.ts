// A teacher over an ONNX session. The runtime computes on the CPU, whatever engine the student has: beside the step before, where it is told
// of a batch in time.
import { type Batch, expectedName, retortError, type Shape, type TapName, type Teacher, type Tensor2D } from '@retort/kernel';
import { readAll, scope, tensor } from '@retort/tensor';
import type { OnnxTensor } from '../runtime/onnx-session.ts';
import { channelsLast } from './layout.ts';
import { type RunPlan, runBatch } from './run-batch.ts';

export interface OutputShape {
  readonly tensor: string;
  /** The model's own, after the batch. */
  readonly sizes: Shape;
  /** Whether these are maps with the channels first. */
  readonly maps: boolean;
  /** Ours. */
  readonly shape: Shape;
}

export interface OnnxTeacherInput {
  readonly plan: RunPlan;
  /** Of each tap, the logits first. */
  readonly shapes: ReadonlyMap<TapName, OutputShape>;
  readonly classes: number;
  readonly digest: () => Promise<string>;
  readonly parameters: number;
}

type Parts = ReadonlyMap<string, readonly OnnxTensor[]>;

/** What was begun for a batch, on the host: the outcome never rejects, for nobody may ask for it. */
interface Begun {
  readonly tensors: readonly string[];
  readonly outcome: Promise<{ readonly parts: Parts } | { readonly error: unknown }>;
}

/** Owns the session. */
export function onnxTeacher({ plan, shapes, classes, digest, parameters }: OnnxTeacherInput): Teacher {
  const found = (tap: TapName): OutputShape => {
    const shape = shapes.get(tap);
    if (shape !== undefined) return shape;
    throw retortError('KD_E_TAP_UNKNOWN', { what: 'a tap of the ONNX model', expected: expectedName(tap, shapes.keys()), received: `"${tap}"` });
  };
  const begun = new WeakMap<Batch, Begun>();
  const tensorsOf = (taps: readonly TapName[]): readonly string[] => [...new Set(['logits', ...taps].map((tap) => found(tap).tensor))];
  const begin = async ({ inputs, size }: Batch, tensors: readonly string[]): Promise<Begun> => {
    const values = (await readAll({ inputs })).inputs!;
    const outcome = runBatch(plan, values, size, tensors).then(
      (parts) => ({ parts }),
      (error: unknown) => ({ error }),
    );
    return { tensors, outcome };
  };

  return {
    taps: [...shapes.keys()],
    classes,
    digest,
    parameters,
    shapeOf: (tap) => found(tap).shape,
    async prepare(batch, taps) {
      if (!begun.has(batch)) begun.set(batch, await begin(batch, tensorsOf(taps)));
    },
    async observe(batch, taps) {
      const { size } = batch;
      const tensors = tensorsOf(taps);
      const known = begun.get(batch);
      begun.delete(batch);
      const covers = known !== undefined && tensors.every((name) => known.tensors.includes(name));
      const outcome = await (covers ? known : await begin(batch, tensors)).outcome;
      if ('error' in outcome) throw outcome.error;
      const read = (tap: TapName) => {
        const output = found(tap);
        return tensor(valuesOf(outcome.parts.get(output.tensor)!, output, size), [size, ...output.shape], 'float32');
      };
      return scope(() => ({ logits: read('logits') as Tensor2D, taps: Object.fromEntries(taps.map((tap) => [tap, read(tap)])) }));
    },
    dispose() {
      void plan.session.release();
    },
  };
}

/** The rows of all parts but those that filled up the last, maps with their channels last; an array of its own. */
function valuesOf(parts: readonly OnnxTensor[], { sizes, maps, tensor: name }: OutputShape, size: number): Float32Array {
  const width = sizes.reduce((product, each) => product * each, 1);
  const values = new Float32Array(size * width);
  let at = 0;
  for (const { data, dims } of parts) {
    if (!(data instanceof Float32Array) || dims.slice(1).join() !== sizes.join())
      throw retortError('KD_E_ONNX_OUTPUT', { what: `the tensor "${name}"`, expected: `float32 [B, ${sizes.join(', ')}]`, received: `[${dims.join(', ')}]` });
    values.set(data.subarray(0, values.length - at), at);
    at += data.length;
  }
  return maps ? channelsLast(values, sizes) : values;
}
