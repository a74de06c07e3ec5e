// Joins the logits of branches by a gate over the feature that they share.
import { layers } from '@tensorflow/tfjs-layers';
import { connect } from '../family/connect.ts';
import { norm, pool, relu } from '../family/image-layers.ts';
import type { SymbolicTensor } from '../graph/layer.ts';

/**
 * `logits = sum_b g_b z_b`, `g = softmax(relu(norm(W f + b)))` with f the shared feature `[B, D]`, a map pooled over height and width.
 * Layers `gate` (`[B, m]`, the weights) and `logits` (`[B, C]`), of standard classes only.
 */
export function gatedEnsemble(shared: SymbolicTensor, branches: readonly SymbolicTensor[]): SymbolicTensor {
  const feature = shared.shape.length === 4 ? pool(shared, 'gate-pool') : shared;
  const linear = connect(layers.dense({ name: 'gate-dense', units: branches.length, kernelInitializer: 'glorotUniform' }), feature);
  const gate = connect(layers.softmax({ name: 'gate' }), relu(norm(linear, 'gate-norm'), 'gate-relu'));
  const classes = branches[0]?.shape[1] as number;
  const joined = connect(layers.concatenate({ name: 'branches-joined' }), [...branches]);
  const table = connect(layers.reshape({ name: 'branches', targetShape: [branches.length, classes] }), joined);
  return connect(layers.dot({ name: 'logits', axes: [1, 1] }), [gate, table]);
}
