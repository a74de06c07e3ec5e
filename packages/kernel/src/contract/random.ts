// Counter-based randomness: every draw is a pure function of (seed, stream, step, index). There is no state to save.

export interface RandomStream {
  readonly seed: number;
  /** The stream's full name, `data/shuffle`. */
  readonly name: string;
  /** A stream of its own below this one. */
  child(name: string): RandomStream;
  /** The draws of one step. The same step gives the same draws, in any order and on any engine. */
  at(step: number): RandomDraws;
}

export interface RandomDraws {
  /** 32 random bits for `index`. */
  bits(index: number): number;
  /** Uniform in [0, 1), 24 bits of it. */
  uniform(index: number): number;
  /** `count` uniforms in [0, 1), of the indices 0 to `count` - 1. */
  uniforms(count: number): Float32Array;
  /** `count` standard normals. */
  normals(count: number): Float32Array;
  /** An unbiased integer in [0, below). */
  integer(index: number, below: number): number;
  /** A permutation of 0..count-1 (Fisher-Yates over the bits). */
  permutation(count: number): Uint32Array;
}
