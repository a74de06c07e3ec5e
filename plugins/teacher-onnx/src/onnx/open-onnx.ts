// From the bytes of an ONNX file to a teacher: tensors are chosen, the input is checked, and a rehearsal shows the shapes.
import { availableParallelism } from 'node:os';
import { sha256 } from '@retort/files';
import { retortError, type Shape, type TapName, type Teacher, type TeacherBuild } from '@retort/kernel';
import { chooseTensors } from '../file/choose-tensors.ts';
import { readGraph, withOutputs } from '../file/onnx-graph.ts';
import type { OnnxRuntime, OnnxSession } from '../runtime/onnx-session.ts';
import { inputSizes } from './layout.ts';
import type { OnnxOptions } from './onnx-options.ts';
import { type OutputShape, onnxTeacher } from './onnx-teacher.ts';
import { type RunPlan, runBatch } from './run-batch.ts';

/** Rows of the rehearsal, where the model takes any number. */
const REHEARSED = 2;

/** The caller disposes the teacher. @throws KD_E_ONNX_... */
export async function openOnnx(file: Uint8Array, options: Omit<OnnxOptions, 'path'>, build: TeacherBuild, runtime: OnnxRuntime): Promise<Teacher> {
  const graph = readGraph(file);
  const { layout, normalise, threads, taps } = options;
  const tensors = Object.fromEntries(Object.entries(taps).map(([tap, { tensor }]) => [tap, tensor]));
  const chosen = chooseTensors(graph, { ...options, taps: tensors });
  const session = await runtime.open(withOutputs(file, chosen.inner), sessionOptions(threads));
  try {
    const sizes = inputSizes(layout, build.inputShape);
    const rows = fixedRows(session, chosen.input, sizes, layout);
    const plan: RunPlan = { session, input: chosen.input, layout, normalise, shape: build.inputShape, sizes, rows };
    const wanted = new Map<TapName, string>([['logits', chosen.logits], ...Object.entries(tensors)]);
    const shapes = await rehearse(plan, wanted, options, build);
    const said = JSON.stringify({ ...chosen, taps, layout, normalise });
    const digest = async (): Promise<string> => `onnx ${await sha256(file)} ${said}`;
    return onnxTeacher({ plan, shapes, classes: build.classes, digest, parameters: graph.parameters });
  } catch (error) {
    await session.release();
    throw error;
  }
}

/**
 * The operators run one after the other, each on so many threads: what the runtime calls sequential. Where nothing is said these are half of the
 * cores, for the student works at the same time.
 */
function sessionOptions(threads: number = Math.max(1, Math.floor(availableParallelism() / 2))): object {
  return { executionProviders: ['cpu'], interOpNumThreads: 1, logSeverityLevel: 3, intraOpNumThreads: threads };
}

/** How many rows the model takes at once, where it is a fixed number. @throws KD_E_ONNX_INPUT */
function fixedRows({ inputMetadata }: OnnxSession, input: string, sizes: Shape, layout: string): number | undefined {
  const { type, shape = [] } = inputMetadata.find(({ name }) => name === input)!;
  const [rows, ...own] = shape;
  const fits = own.length === sizes.length && own.every((size, axis) => typeof size === 'string' || size === sizes[axis]);
  if (type !== 'float32' || !fits)
    throw retortError('KD_E_ONNX_INPUT', {
      what: `the input "${input}" of the ONNX model`,
      expected: `float32 [B, ${sizes.join(', ')}], the data in the layout "${layout}"`,
      received: `${type} [${shape.join(', ')}]`,
    });
  return typeof rows === 'number' ? rows : undefined;
}

/** Runs zeros through the model and reads the shapes of what comes out. @throws KD_E_ONNX_RUN, KD_E_ONNX_OUTPUT */
async function rehearse(
  plan: RunPlan,
  wanted: ReadonlyMap<TapName, string>,
  { taps, layout }: Pick<OnnxOptions, 'taps' | 'layout'>,
  { inputShape, classes }: TeacherBuild,
): Promise<ReadonlyMap<TapName, OutputShape>> {
  const rows = plan.rows ?? REHEARSED;
  const zeros = new Float32Array(rows * inputShape.reduce((product, size) => product * size, 1));
  const outputs = await runBatch(plan, zeros, rows, [...new Set(wanted.values())]);
  return new Map(
    [...wanted].map(([tap, tensor]) => {
      const { dims, type } = outputs.get(tensor)![0]!;
      const [count, ...sizes] = dims;
      const isLogits = tap === 'logits';
      if (type !== 'float32' || count !== rows || sizes.length === 0 || (isLogits && (sizes.length !== 1 || sizes[0] !== classes)))
        throw retortError('KD_E_ONNX_OUTPUT', {
          what: isLogits ? `the logits "${tensor}" of the ONNX model` : `the tap "${tap}", tensor "${tensor}" of the ONNX model`,
          expected: isLogits ? `float32 [B, ${classes}], as the data has classes` : 'float32, a row for each sample',
          received: `${type} [${dims.join(', ')}] for ${rows} samples`,
        });
      const maps = sizes.length === 3 && (taps[tap]?.layout ?? layout) === 'nchw';
      return [tap, { tensor, sizes, maps, shape: maps ? [sizes[1]!, sizes[2]!, sizes[0]!] : sizes }] as const;
    }),
  );
}
