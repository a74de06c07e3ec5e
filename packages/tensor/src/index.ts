// The public names of the tensor door.
export { detach } from './detach.ts';
export { cpuEngine } from './engine/cpu-engine.ts';
export { type ProbedEngine, probeEngines } from './engine/probe-engines.ts';
export { type StartedEngine, startEngine } from './engine/start-engine.ts';
export { tensorPlugin } from './engine/tensor-plugin.ts';
export { FUSED_KERNELS, type FusedKernel } from './fused/fused-kernel.ts';
export { type Gradients, gradients } from './gradients.ts';
export { type LiveCount, liveCount } from './live-count.ts';
export { assignAll, copyAll, disposeAll } from './named.ts';
export { adaptiveAveragePool } from './numerics/adaptive-average-pool.ts';
export { type ClosedForm, closedForm } from './numerics/closed-form.ts';
export { cosineSimilarity } from './numerics/cosine-similarity.ts';
export { gelu } from './numerics/gelu.ts';
export { huber } from './numerics/huber.ts';
export { l2Normalise } from './numerics/l2-normalise.ts';
export { type NormalisedBatch, normaliseBatch } from './numerics/normalise-batch.ts';
export { normaliseLayer } from './numerics/normalise-layer.ts';
export { pairwiseDistance } from './numerics/pairwise-distance.ts';
export { safeNorm } from './numerics/safe-norm.ts';
export { selfAttention } from './numerics/self-attention.ts';
export { softmaxCrossEntropy } from './numerics/softmax-cross-entropy.ts';
export { softmaxKl } from './numerics/softmax-kl.ts';
export { weighSamples } from './numerics/weigh-samples.ts';
export { randomStream } from './random/random-stream.ts';
export { seedTensor, UNIFORM_KERNEL, uniform } from './random/uniform.ts';
export { readAll } from './read.ts';
export { scope } from './scope.ts';
export { type Sizes, sameShape, shape } from './shape.ts';
export {
  abs,
  add,
  addN,
  argMax,
  avgPool,
  batchNorm,
  cast,
  clipByValue,
  clone,
  concat,
  conv2d,
  conv2dTranspose,
  cos,
  customGrad,
  depthwiseConv2d,
  div,
  divNoNan,
  dot,
  elu,
  engine,
  equal,
  exp,
  expandDims,
  expm1,
  eye,
  fill,
  gather,
  getBackend,
  greater,
  greaterEqual,
  keep,
  less,
  lessEqual,
  log,
  log1p,
  logicalAnd,
  logicalNot,
  logicalOr,
  logSoftmax,
  logSumExp,
  matMul,
  max,
  maximum,
  maxPool,
  mean,
  memory,
  min,
  minimum,
  moments,
  mul,
  neg,
  norm,
  notEqual,
  oneHot,
  ones,
  onesLike,
  pad,
  pow,
  range,
  reciprocal,
  relu,
  reshape,
  rsqrt,
  scalar,
  scatterND,
  selu,
  separableConv2d,
  setBackend,
  sigmoid,
  sign,
  sin,
  slice,
  softmax,
  softplus,
  split,
  sqrt,
  square,
  squaredDifference,
  squeeze,
  stack,
  sub,
  sum,
  tanh,
  tensor,
  tensor1d,
  tensor2d,
  tensor3d,
  tensor4d,
  tile,
  topk,
  transpose,
  unstack,
  variable,
  where,
  zeros,
  zerosLike,
} from './tf.ts';
export { createVariable } from './variable.ts';
