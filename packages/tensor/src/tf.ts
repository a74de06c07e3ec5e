// The one door to TensorFlow.js. Loading the layers package registers the gradients on the same engine (tfjs-core alone
// has none in Node); the cpu backend is the reference that every engine is compared with. Functional operations only:
// chained methods do not exist here.
import '@tensorflow/tfjs-backend-cpu';
import { engine, env, getGradient, zeros } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { retortError } from '@retort/kernel';

if (getGradient('Add') === undefined) {
  throw retortError('KD_E_TENSOR_GRADIENTS', {
    what: 'TensorFlow.js has no gradients',
    expected: 'one copy of @tensorflow/tfjs-core, shared by @tensorflow/tfjs-layers',
    received: 'two',
  });
}

// The cpu engine is current until another is started; a backend that the application chose before stays.
if (!engine().backendName) {
  const production = env().getBool('PROD');
  env().set('PROD', true); // It advertises on the console at its first tensor: this is its first.
  void engine().setBackend('cpu'); // Settles at once: only backends that load something are asynchronous.
  zeros([1]).dispose();
  env().set('PROD', production);
}

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
  cos,
  customGrad,
  depthwiseConv2d,
  div,
  divNoNan,
  dot,
  elu,
  engine,
  env,
  equal,
  exp,
  expandDims,
  eye,
  fill,
  gather,
  getBackend,
  getKernel,
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
  ready,
  reciprocal,
  registerKernel,
  relu,
  reshape,
  rsqrt,
  scalar,
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
} from '@tensorflow/tfjs-core';
