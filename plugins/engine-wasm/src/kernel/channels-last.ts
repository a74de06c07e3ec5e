// The one layout of the wasm backend. The shipped kernels refuse the other one too.
import { retortError } from '@retort/kernel';

export function channelsLast(format: string | undefined, kernel: string): void {
  if (format !== undefined && format !== 'NHWC') {
    throw retortError('KD_E_ENGINE_KERNEL', { what: `the data format of ${kernel} on wasm`, expected: 'NHWC (channels last)', received: format });
  }
}
