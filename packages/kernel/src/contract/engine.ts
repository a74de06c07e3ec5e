// A TensorFlow.js backend with what it can do fast.
import type { CaptureStep } from './capture.ts';

export interface EngineProbe {
  readonly available: boolean;
  /** Where not: what is missing. Where so: what it would run on. */
  readonly detail: string;
  /** The exact command that would make it available. */
  readonly cure?: string;
}

export interface EngineSession {
  readonly id: string;
  /** The TensorFlow.js backend's name: `cpu`, `wasm`, `tensorflow`. */
  readonly backend: string;
  /** What it really got: `WebAssembly SIMD, 1 thread`. */
  readonly device: string;
  /** Where it can run a whole training step as one call. Whoever trains asks for it; steps run eagerly where it is absent. */
  readonly capture?: CaptureStep;
  dispose(): Promise<void>;
}

export interface Engine {
  /** Higher is faster; `auto` takes the highest that is available. */
  readonly rank: number;
  /** Looks without starting anything. */
  probe(): Promise<EngineProbe>;
  /** Starts it and makes it current. Throws `KD_E_ENGINE_MISSING` with the cure; never falls back. */
  start(): Promise<EngineSession>;
}
