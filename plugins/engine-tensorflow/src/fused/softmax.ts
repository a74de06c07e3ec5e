// Softmax cross-entropy and log-softmax as one operation of the library each.
import { FUSED_KERNELS } from '@retort/tensor';
import type { FusedForm } from './fused-form.ts';
import { nativeOp } from './native-op.ts';

export const crossEntropy: FusedForm = {
  kernel: FUSED_KERNELS.crossEntropy,
  run: ({ logits, targets }, _, backend) => nativeOp(backend, { name: 'SoftmaxCrossEntropyWithLogits', inputs: [logits!, targets!], outputs: 2 }),
};

export const logSoftmax: FusedForm = {
  kernel: FUSED_KERNELS.logSoftmax,
  run: ({ logits }, _, backend) => nativeOp(backend, { name: 'LogSoftmax', inputs: [logits!] }),
};
