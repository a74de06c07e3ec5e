// A runtime of a few lines for a session's thread, as onnxruntime-node is one: it takes its time without letting go of its thread, and counts in
// shared memory: runs that were begun, runs that are over, sessions that were released.
const [BEGUN, OVER, RELEASED] = [0, 1, 2];

exports.Tensor = class {
  constructor(type, data, dims) {
    Object.assign(this, { type, data, dims });
  }
};

/** `logits [B, 4]`: the first numbers of each row; `same` is the same memory. `fail`: what happens in place of an answer, from the run after
 * `failAfter` on. */
exports.InferenceSession = {
  async create(file, { counts, ms = 0, fail, failAfter = 0, shape = ['batch', 3, 6, 5] }) {
    if (file.length === 0) throw new Error('no bytes');
    if (file.length === 2) process.exit(4);
    return {
      inputMetadata: [{ name: 'image', isTensor: true, type: 'float32', shape }],
      async run({ image: { data, dims } }, tensors) {
        await new Promise(setImmediate);
        Atomics.add(counts, BEGUN, 1);
        const until = performance.now() + ms;
        while (performance.now() < until);
        const failing = Atomics.load(counts, BEGUN) > failAfter ? fail : undefined;
        if (failing === 'run') throw new Error('node Reshape failed');
        if (failing === 'exit') process.exit(3);
        if (failing === 'crash') setTimeout(() => JSON.parse('{'));
        if (failing === 'crash') return new Promise(() => undefined);
        const width = data.length / dims[0];
        const logits = Float32Array.from({ length: dims[0] * 4 }, (_, at) => data[Math.floor(at / 4) * width + (at % 4)]);
        Atomics.add(counts, OVER, 1);
        return Object.fromEntries(tensors.map((name) => [name, { type: 'float32', dims: [dims[0], 4], data: logits }]));
      },
      async release() {
        if (fail === 'release') throw new Error('it is still in use');
        Atomics.add(counts, RELEASED, 1);
      },
    };
  },
};
