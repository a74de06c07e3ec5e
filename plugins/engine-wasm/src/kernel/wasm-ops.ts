// The shipped wasm kernels as plain functions: the building blocks of every repair. They stay callable after their
// registered names have been given to a repair.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelFunc, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import { view } from './tensor-info.ts';

export type Pads = readonly [top: number, bottom: number, left: number, right: number];

export interface WasmOps {
  /** Any shipped kernel with one output. */
  run(backend: BackendWasm, kernel: string, inputs: Readonly<Record<string, TensorInfo>>, attrs?: NamedAttrMap): TensorInfo;
  transpose(backend: BackendWasm, x: TensorInfo, perm: readonly number[]): TensorInfo;
  /** float32 [B, H, W, C] and [h, w, C, O]; explicit padding, which may be 0 but not negative. */
  conv2d(backend: BackendWasm, x: TensorInfo, filter: TensorInfo, pads: Pads, dilations: readonly [number, number]): TensorInfo;
  /** Pads the two middle axes of [B, H, W, C] with zeros; then a negative number cuts off. */
  padOrCut(backend: BackendWasm, x: TensorInfo, pads: Pads): TensorInfo;
}

/** @param shipped - the kernel of this name as the backend's package registers it. */
export function wasmOps(shipped: (kernel: string) => KernelFunc): WasmOps {
  const run: WasmOps['run'] = (backend, kernel, inputs, attrs = {}) => shipped(kernel)({ inputs, backend, attrs }) as TensorInfo;
  const transpose: WasmOps['transpose'] = (backend, x, perm) => run(backend, 'Transpose', { x }, { perm: [...perm] });

  const conv2d: WasmOps['conv2d'] = (backend, x, filter, [top, bottom, left, right], dilations) =>
    run(
      backend,
      'Conv2D',
      { x, filter },
      {
        strides: [1, 1],
        dilations: [...dilations],
        pad: [
          [0, 0],
          [top, bottom],
          [left, right],
          [0, 0],
        ],
        dataFormat: 'NHWC',
      },
    );

  const padOrCut: WasmOps['padOrCut'] = (backend, x, [top, bottom, left, right]) => {
    const grow = (pad: number): number => Math.max(0, pad);
    const cut = (pad: number): number => Math.max(0, -pad);
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    const [tall, wide] = [height + grow(top) + grow(bottom), width + grow(left) + grow(right)];
    const paddings = [
      [0, 0],
      [grow(top), grow(bottom)],
      [grow(left), grow(right)],
      [0, 0],
    ];
    const begin = [0, cut(top), cut(left), 0];
    const size = [batch, tall - cut(top) - cut(bottom), wide - cut(left) - cut(right), channels];
    const grown = tall === height && wide === width ? view(backend, x, x.shape) : run(backend, 'PadV2', { x }, { paddings, constantValue: 0 });
    if (size[1] === tall && size[2] === wide) return grown;
    try {
      return run(backend, 'Slice', { x: grown }, { begin, size });
    } finally {
      backend.disposeData(grown.dataId);
    }
  };

  return { run, transpose, conv2d, padOrCut };
}
