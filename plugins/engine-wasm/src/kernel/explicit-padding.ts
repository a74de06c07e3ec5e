// The forward convolutions. The shipped kernels hand the padding to XNNPACK in two ways that go wrong. `same` lets it reckon
// the padding as an unsigned number: where the stride is larger than the filter that is negative, and the result is noise. A
// number makes TensorFlow.js reckon the output's width by the height's stride and filter: where these differ, XNNPACK fills an
// output of another size, past its end. Written out for each side, so that the sizes agree, both are right.
import { backend_util, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall, Repair } from './repair.ts';
import { input, withTemporaries } from './tensor-info.ts';
import type { Pads, WasmOps } from './wasm-ops.ts';

type Shape4 = [number, number, number, number];

interface Geometry {
  readonly strides: [number, number];
  readonly dilations: [number, number] | undefined;
  readonly pad: 'same' | 'valid' | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode: 'floor' | 'round' | 'ceil' | undefined;
  readonly dataFormat: string | undefined;
}

export function explicitPadding(kernel: string, depthwise: boolean): Repair {
  return {
    kernel,
    shipped: 'wrong',
    instead: 'the shipped kernel, with `same` and numeric padding written out for each side',
    make: (ops) => (call) => {
      const { pad, dataFormat } = call.attrs as unknown as Geometry;
      const given = Object.entries(call.inputs).filter((entry): entry is [string, TensorInfo] => entry[1] !== undefined && entry[1] !== null);
      const inputs = Object.fromEntries(given);
      const otherLayout = dataFormat !== undefined && dataFormat !== 'NHWC';
      if (pad === 'valid' || typeof pad === 'object' || otherLayout) return ops.run(call.backend, kernel, inputs, call.attrs);
      return padded(ops, call, inputs, kernel, depthwise);
    },
  };
}

function padded(ops: WasmOps, { backend, attrs }: KernelCall, inputs: Record<string, TensorInfo>, kernel: string, depthwise: boolean): TensorInfo {
  const { strides, dilations, pad, dimRoundingMode } = attrs as unknown as Geometry;
  const [x, filter] = [input({ inputs, attrs, backend }, 'x', kernel), input({ inputs, attrs, backend }, 'filter', kernel)];
  const info = backend_util.computeConv2DInfo(x.shape as Shape4, filter.shape as Shape4, strides, dilations ?? 1, pad, dimRoundingMode, depthwise);
  const { top, left } = info.padInfo;
  // What the last position reads beyond the input; negative where it leaves something unread.
  const bottom = (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight - info.inHeight - top;
  const right = (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth - info.inWidth - left;
  // Less than a stride unread is no position more; otherwise the rest is cut off.
  const needed = (beyond: number, stride: number): number => (beyond < 0 && -beyond < stride ? 0 : beyond);
  const pads = [top, needed(bottom, info.strideHeight), left, needed(right, info.strideWidth)] as const;
  if (pads.every((side) => side >= 0)) return ops.run(backend, kernel, inputs, { ...attrs, pad: sides(pads) });
  return withTemporaries(backend, (temporary) =>
    ops.run(backend, kernel, { ...inputs, x: temporary(ops.padOrCut(backend, x, pads)) }, { ...attrs, pad: 'valid' }),
  );
}

function sides([top, bottom, left, right]: Pads): NonNullable<NamedAttrMap[string]> {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}
