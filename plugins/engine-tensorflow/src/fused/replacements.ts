// What replaces something that TensorFlow.js has registered: the gradient of ReLU (ReluGrad), the sum over all axes but the
// last, which is every bias gradient (BiasAddGrad), and softmax. Each falls to the original where it does not apply.
import { engine, type GradConfig, type KernelConfig, reshape, type SumAttrs, type Tensor, tidy, util, zeros } from '@tensorflow/tfjs-core';
import { isFloat, type NativeBackend, nativeOp } from './native-op.ts';

const BACKEND = 'tensorflow';

/** The registry of gradients is one for all backends. */
export function reluGradient(original: GradConfig): GradConfig {
  return {
    ...original,
    gradFunc(dy, saved, attributes) {
      const { backend, backendName } = engine();
      const [x] = saved as [Tensor];
      if (backendName !== BACKEND || !isFloat(x) || !isFloat(dy as Tensor)) return original.gradFunc(dy, saved, attributes);
      return { x: () => nativeOp(backend as unknown as NativeBackend, { name: 'ReluGrad', inputs: [dy as Tensor, x] })[0]! };
    },
  };
}

/** BiasAddGrad takes tensors of up to five axes. */
export function sumKernel(original: KernelConfig): KernelConfig {
  return {
    ...original,
    kernelFunc(call) {
      const x = call.inputs.x!;
      const { axis, keepDims } = call.attrs as unknown as SumAttrs;
      const { length } = x.shape;
      const channels = !keepDims && length >= 2 && length <= 5 && isFloat(x) && overAllButLast(util.parseAxisParam(axis, x.shape), length);
      return channels && util.sizeFromShape(x.shape) > 0
        ? nativeOp(call.backend as unknown as NativeBackend, { name: 'BiasAddGrad', inputs: [x], attributes: { data_format: 'NHWC' } })[0]!
        : original.kernelFunc(call);
    },
  };
}

/**
 * The gradient of a cross-entropy whose labels are all zero is the softmax. Unlike `Softmax`, for which a graph takes another implementation than a call does,
 * the operation rounds alike in both, so that a captured step is the eager one to the bit.
 */
export function softmaxKernel(original: KernelConfig): KernelConfig {
  return {
    ...original,
    kernelFunc(call) {
      const logits = call.inputs.logits as Tensor;
      const { shape } = logits;
      const classes = shape.at(-1) ?? 0;
      if (!isFloat(logits) || logits.size === 0) return original.kernelFunc(call);
      return tidy(() => {
        const inputs = [reshape(logits, [-1, classes]), zeros([1, classes])];
        const [, probabilities] = nativeOp(call.backend as unknown as NativeBackend, { name: 'SoftmaxCrossEntropyWithLogits', inputs, outputs: 2 });
        return reshape(probabilities!, shape);
      });
    },
  };
}

function overAllButLast(axes: readonly number[], rank: number): boolean {
  return axes.length === rank - 1 && axes.every((axis) => axis !== rank - 1);
}
