// Errors of the WebAssembly engine.
import type { ErrorTable } from '../entry.ts';

export const engineWasmErrors = {
  KD_E_ENGINE_KERNEL: {
    means: 'A kernel was called in a way that the WebAssembly engine cannot compute.',
    cure: 'Use channels-last float32 tensors, or choose the engine `cpu`.',
  },
  KD_E_ENGINE_BUSY: {
    means: 'The WebAssembly engine runs already with another number of threads and holds tensors.',
    cure: 'Dispose them first, or ask for the number of threads that it runs with.',
  },
} as const satisfies ErrorTable;
