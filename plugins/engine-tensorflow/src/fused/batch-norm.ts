// Batch norm in training as two operations of the library: FusedBatchNormV3 and FusedBatchNormGradV3.
import { FUSED_KERNELS } from '@retort/tensor';
import { engine, type GradConfig, mul, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { FusedForm } from './fused-form.ts';
import { type NativeBackend, nativeOp } from './native-op.ts';

const types = ['T', 'U'];

/** Of both operations. */
const attributes = (epsilon: number) => ({ epsilon, data_format: 'NHWC', is_training: true });

export const batchNorm: FusedForm = {
  kernel: FUSED_KERNELS.batchNorm,
  run({ x, scale, offset }, { epsilon }, backend) {
    return tidy(() => {
      const none = tensor1d([]);
      const [normalised, mean, spread, ...reserved] = nativeOp(backend, {
        name: 'FusedBatchNormV3',
        inputs: [x!, scale!, offset!, none, none],
        types,
        attributes: { ...attributes(epsilon as number), exponential_avg_factor: 1 },
        outputs: 6,
      }) as [Tensor, Tensor, Tensor, ...Tensor[]];
      const count = normalised.size / mean.size;
      // The library divides the sum of squares by count - 1.
      return [normalised, mean, mul(spread, Math.max(count - 1, 1) / count), ...reserved];
    });
  },
};

export const batchNormGradient: GradConfig = {
  kernelName: FUSED_KERNELS.batchNorm,
  inputsToSave: ['x', 'scale'],
  outputsToSave: [false, false, false, true, true, true],
  gradFunc(dy, [x, scale, ...reserved], { epsilon }) {
    const [slope] = dy as Tensor[];
    const [dx, dScale, dOffset] = tidy(() =>
      nativeOp(engine().backend as unknown as NativeBackend, {
        name: 'FusedBatchNormGradV3',
        inputs: [slope!, x!, scale!, ...reserved],
        types,
        attributes: attributes(epsilon as number),
        outputs: 5,
      }).slice(0, 3),
    ) as [Tensor, Tensor, Tensor];
    return { x: () => dx, scale: () => dScale, offset: () => dOffset };
  },
};
