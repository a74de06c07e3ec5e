// The embedded engine: WebAssembly, made fit for training.
import { definePlugin } from '@retort/kernel';
import { wasmEngine } from './wasm-engine.ts';

export { wasmEngine };

/** Brings the engine `wasm`. */
export const engineWasmPlugin = definePlugin({
  name: '@retort/plugin-engine-wasm',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [wasmEngine],
});
