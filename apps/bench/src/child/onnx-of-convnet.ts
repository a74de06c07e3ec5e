// A network of the family `convnet` as an ONNX file, channels first, so that another runtime can answer for it. Of this one family, with batch norm.
import type { Shape, Student, Variable } from '@retort/kernel';
import { readAll } from '@retort/tensor';
import { type OnnxNode, type OnnxWeight, onnxModel } from './onnx-message.ts';

const EPSILON = 1e-5;

export async function onnxOfConvnet(student: Student, [height = 0, width = 0, channels = 0]: Shape): Promise<Uint8Array> {
  const variables: Readonly<Record<string, Variable>> = { ...student.trainables(), ...student.statistics() };
  const values = await readAll(variables);
  const nodes: OnnxNode[] = [];
  const weights: OnnxWeight[] = [];
  let x = 'input';

  const add = (op: string, output: string, parameters: readonly string[] = [], attributes: Partial<OnnxNode> = {}): void => {
    nodes.push({ op, inputs: [x, ...parameters], output, ...attributes });
    x = output;
  };
  const weigh = (name: string, shape: Shape, data: Float32Array): string => {
    weights.push({ name, shape, values: data });
    return name;
  };
  const vector = (name: string): string => weigh(name, variables[name]!.shape, values[name]!);

  const convolutions = Object.keys(variables).flatMap((name) => /^(stage\d+)-conv(\d+)\/kernel$/.exec(name)?.slice(1, 3) ?? []);
  for (let at = 0; at < convolutions.length; at += 2) {
    const [stage, index] = [convolutions[at]!, convolutions[at + 1]!];
    if (index === '1' && stage !== 'stage1') add('MaxPool', `${stage}-pool`, [], { ints: { kernel_shape: [2, 2], strides: [2, 2] } });
    const kernel = `${stage}-conv${index}/kernel`;
    const [rows = 0, columns = 0, inward = 0, outward = 0] = variables[kernel]!.shape;
    const filters = moved(values[kernel]!, [rows, columns, inward, outward]);
    add('Conv', `${stage}-conv${index}`, [weigh(kernel, [outward, inward, rows, columns], filters)], { ints: { pads: [1, 1, 1, 1] } });
    const norm = `${stage}-norm${index}`;
    add(
      'BatchNormalization',
      norm,
      ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) => vector(`${norm}/${name}`)),
      {
        floats: { epsilon: EPSILON },
      },
    );
    add('Relu', `${stage}-relu${index}`);
  }
  add('GlobalAveragePool', 'pooled');
  add('Flatten', 'features');
  add('Gemm', 'logits', [vector('logits/kernel'), vector('logits/bias')]);
  return onnxModel({ nodes, weights, input: { name: 'input', shape: [channels, height, width] }, output: { name: 'logits', shape: [student.classes] } });
}

/** Filters `[H, W, I, O]` as `[O, I, H, W]`. */
function moved(values: Float32Array, [rows, columns, inward, outward]: readonly [number, number, number, number]): Float32Array {
  const result = new Float32Array(values.length);
  const area = rows * columns;
  for (let at = 0; at < area; at += 1)
    for (let i = 0; i < inward; i += 1) for (let o = 0; o < outward; o += 1) result[(o * inward + i) * area + at] = values[(at * inward + i) * outward + o]!;
  return result;
}
