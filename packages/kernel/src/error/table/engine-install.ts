// Errors of installing and checking an engine.
import type { ErrorTable } from '../entry.ts';

export const engineInstallErrors = {
  KD_E_INSTALL_PLATFORM: {
    means: 'The native engine cannot be built on this system.',
    cure: 'Use the engine `wasm`, which needs nothing, or try `npm install @tensorflow/tfjs-node@4.22.0`.',
  },
  KD_E_INSTALL_TOOL: { means: 'A program that the installation needs is not there.', cure: 'Install it, then run the command again.' },
  KD_E_INSTALL_STEP: { means: 'A program that the installation ran failed.', cure: 'Read its last lines in the message; nothing was installed.' },
  KD_E_INSTALL_SOURCE: {
    means: 'The folder or wheel that TensorFlow was to be taken from does not hold what is needed.',
    cure: 'Give a folder that holds the wheel (tensorflow_cpu-*.whl), or what was unpacked from it.',
  },
  KD_E_INSTALL_SPACE: { means: 'There is not enough room on the disk for the engine.', cure: 'Free the space, or name another folder with RETORT_ENGINES.' },
  KD_E_INSTALL_CANCELLED: { means: 'The installation was interrupted; nothing was installed.', cure: 'Run the command again.' },
  KD_E_ENGINE_CHECK: { means: 'An engine does not compute what it should.', cure: 'Use another engine, and report this one with its device.' },
} as const satisfies ErrorTable;
