// SimKD's projector: a bottleneck of three layers from the student's space to the teacher's, as part of a network.
import { retortError } from '@retort/kernel';
import { layers } from '@tensorflow/tfjs-layers';
import { connect } from '../family/connect.ts';
import { channels, conv, norm, pool, relu } from '../family/image-layers.ts';
import type { SymbolicTensor } from '../graph/layer.ts';

/**
 * From a map to a map of the shape of `target` `[B, h, w, c]`: average pooling down to h x w where the student's is larger, then 1x1 to
 * `floor(c / factor)` channels, 3x3, and 1x1 to c, each with batch norm and ReLU and without bias. To a vector `[B, c]`: dense layers in
 * their place, behind global average pooling where the student has a map. The result is the layer `projected`.
 *
 * Pooling: h windows of `H - (h - 1) floor(H / h)` rows, `floor(H / h)` apart; where h divides H, the mean of each block.
 *
 * @throws KD_E_FAMILY_OF where the student's map is smaller than the teacher's, or there is a map on the teacher's side alone.
 */
export function projector(source: SymbolicTensor, target: SymbolicTensor, factor: number): SymbolicTensor {
  const [from, to] = [source.shape.length, target.shape.length];
  if ((from !== 2 && from !== 4) || (to !== 2 && to !== 4) || from < to) refuse(source, target);
  const wide = channels(target);
  const middle = Math.max(1, Math.floor(wide / factor));
  if (to === 2) {
    const flat = from === 4 ? pool(source, 'projector-pool') : source;
    return dense(dense(dense(flat, 1, middle), 2, middle), 3, wide);
  }
  const map = pooled(source, target);
  const convolved = (x: SymbolicTensor, index: number, size: 1 | 3, filters: number) =>
    relu(norm(conv(x, `projector-conv${index}`, { filters, size }), `projector-norm${index}`), nameOf(index));
  return convolved(convolved(convolved(map, 1, 1, middle), 2, 3, middle), 3, 1, wide);
}

const nameOf = (index: number): string => (index === 3 ? 'projected' : `projector-relu${index}`);

function dense(x: SymbolicTensor, index: number, units: number): SymbolicTensor {
  const linear = connect(layers.dense({ name: `projector-dense${index}`, units, useBias: false, kernelInitializer: 'heNormal' }), x);
  return relu(norm(linear, `projector-norm${index}`), nameOf(index));
}

function pooled(source: SymbolicTensor, target: SymbolicTensor): SymbolicTensor {
  const [height, width, h, w] = [source.shape[1], source.shape[2], target.shape[1], target.shape[2]] as [number, number, number, number];
  if (height === h && width === w) return source;
  if (height < h || width < w) refuse(source, target);
  const strides: [number, number] = [Math.floor(height / h), Math.floor(width / w)];
  const poolSize: [number, number] = [height - (h - 1) * strides[0], width - (w - 1) * strides[1]];
  return connect(layers.averagePooling2d({ name: 'projector-pool', poolSize, strides, padding: 'valid' }), source);
}

function refuse(source: SymbolicTensor, target: SymbolicTensor): never {
  const shape = (point: SymbolicTensor) => `[${point.shape.slice(1).join(', ')}]`;
  throw retortError('KD_E_FAMILY_OF', {
    what: 'family grafted',
    expected: "two maps, the student's at least as large, two vectors, or a student's map and a teacher's vector",
    received: `${shape(source)} and ${shape(target)}`,
  });
}
