// Every stride-th row and column of a map. The shipped StridedSlice takes a hundred times as long for each number.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { floats } from './tensor-info.ts';

type Two = readonly [number, number];

/** `size` rows and columns of float32 [B, H, W, C], from the given ones on: [B, ...size, C]. All of them must be inside. */
export function everyStride(backend: BackendWasm, x: TensorInfo, from: Two, stride: Two, size: Two): TensorInfo {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const out = backend.makeOutput([batch, ...size, channels], 'float32');
  const [source, target] = [floats(backend, x), floats(backend, out)];
  for (let sample = 0, to = 0; sample < batch; sample++) {
    for (let row = 0; row < size[0]; row++) {
      let at = ((sample * height + from[0] + row * stride[0]) * width + from[1]) * channels;
      for (let column = 0; column < size[1]; column++, at += stride[1] * channels) {
        for (let c = 0; c < channels; c++, to++) target[to] = source[at + c]!;
      }
    }
  }
  return out;
}
