// Samples that stay on the device, so that a batch is made of them by an engine that gathers rows. Not for large data: it is a second copy.
import type { Batch, Samples, Shape, Tensor1D, Tensor2D, Variable } from '@retort/kernel';
import { cast, createVariable, disposeAll, gather, scope, tensor } from '@retort/tensor';
import { gatherRows } from './host-batch.ts';

/** What of a batch lies on the device. */
export type BatchTensors = Pick<Batch, 'inputs' | 'labels' | 'targets' | 'labelled'>;

export interface SampleTable {
  /** float32, a row for each sample: `inputs` `[N, ...]`, `labels` `[N]`, `targets` `[N, C]`, `labelled` `[N]`. Never assigned. */
  readonly variables: Readonly<Record<keyof BatchTensors, Variable>>;
  /** The rows at these places, int32 `[B]`. Only operations, so that a step that begins with them can be recorded. The caller owns the tensors. */
  take(rows: Tensor1D): BatchTensors;
  dispose(): void;
}

/** Bytes of inputs that are kept on a device beside the samples of the host. */
const MOST = 64 * 2 ** 20;

export function isSmall({ inputs }: Samples): boolean {
  return inputs.byteLength <= MOST;
}

/** A batch of the table has the very numbers of one that was gathered on the host. */
export function sampleTable(samples: Samples, shape: Shape, classes: number): SampleTable {
  const all = gatherRows(samples, undefined, 0, samples.size, classes);
  const made: Record<string, Variable> = {};
  const keep = (name: string, values: Float32Array, rest: Shape): Variable => {
    const variable = createVariable(tensor(values, [samples.size, ...rest], 'float32'), false);
    made[name] = variable;
    return variable;
  };
  try {
    const variables = {
      inputs: keep('inputs', all.inputs, shape),
      labels: keep('labels', Float32Array.from(all.labels), []),
      targets: keep('targets', all.targets, [classes]),
      labelled: keep('labelled', all.labelled, []),
    };
    return {
      variables,
      take: (rows) =>
        scope(() => ({
          inputs: gather(variables.inputs, rows),
          labels: cast(gather(variables.labels, rows), 'int32') as Tensor1D,
          targets: gather(variables.targets, rows) as Tensor2D,
          labelled: gather(variables.labelled, rows) as Tensor1D,
        })),
      dispose: () => disposeAll(variables),
    };
  } catch (error) {
    disposeAll(made);
    throw error;
  }
}
