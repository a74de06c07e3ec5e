// What the library calls the results of an operation. A graph names them by their place; a function by these names.

const FIRST: Readonly<Record<string, readonly string[]>> = {
  activations: ['Elu', 'LeakyRelu', 'Relu', 'Relu6', 'Selu', 'Softplus'],
  backprops: ['EluGrad', 'ReluGrad'],
  bins: ['Bincount'],
  crops: ['CropAndResize'],
  filter_backprop: ['Dilation2DBackpropFilter'],
  in_backprop: ['Dilation2DBackpropInput'],
  index: ['Where'],
  logsoftmax: ['LogSoftmax'],
  out: ['Cumprod', 'Cumsum'],
  product: ['MatMul'],
  band: ['MatrixBandPart'],
  resized_images: ['ResizeBilinear', 'ResizeNearestNeighbor'],
  selected_indices: ['NonMaxSuppressionV3'],
  softmax: ['Softmax'],
  sum: ['AddN'],
  dense: ['SparseToDense'],
  y: words(`Abs Acos Acosh Asin Asinh Atan Atanh Cast Ceil Cos Cosh Erf Exp Expm1 Floor IsFinite IsInf IsNan Log Log1p LogicalNot Neg OnesLike
    Reciprocal Round Rsqrt Sigmoid Sign Sin Sinh Sqrt Square Tan Tanh Transpose ZerosLike`),
  z: words(`Add AddV2 Atan2 BitwiseAnd Div DivNoNan Equal FloorDiv FloorMod Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr Maximum Minimum
    Mod Mul NotEqual Pow RealDiv SquaredDifference Sub`),
};

/** Of operations with several results. */
const ALL: Readonly<Record<string, readonly string[]>> = {
  FusedBatchNorm: ['y', 'batch_mean', 'batch_variance', 'reserve_space_1', 'reserve_space_2'],
  FusedBatchNormV3: ['y', 'batch_mean', 'batch_variance', 'reserve_space_1', 'reserve_space_2', 'reserve_space_3'],
  FusedBatchNormGradV3: ['x_backprop', 'scale_backprop', 'offset_backprop', 'reserve_space_4', 'reserve_space_5'],
  MaxPoolWithArgmax: ['output', 'argmax'],
  NonMaxSuppressionV4: ['selected_indices', 'valid_outputs'],
  NonMaxSuppressionV5: ['selected_indices', 'selected_scores', 'valid_outputs'],
  SoftmaxCrossEntropyWithLogits: ['loss', 'backprop'],
  TopKV2: ['values', 'indices'],
  UniqueV2: ['y', 'idx'],
};

const first = new Map(Object.entries(FIRST).flatMap(([name, operations]) => operations.map((op) => [op, name] as const)));

/** `z:0`; a list of results is one name. Most are called `output`; where that is wrong the library refuses the function. */
export function outputName(op: string, place: number): string {
  const names = ALL[op];
  return names === undefined ? `${first.get(op) ?? 'output'}:${place}` : `${names[place]}:0`;
}

function words(list: string): readonly string[] {
  return list.split(/\s+/);
}
