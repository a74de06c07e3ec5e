// Which layer's shape is nearest to a given one: by the size of its map, whatever the channels.
import type { Shape } from '@retort/kernel';
import type { Layer } from '../layers/layers-of.ts';

/**
 * Among layers with as many axes the one whose sizes, all but the last axis (channels), are nearest: the least sum of
 * `|log(size / other)|`. Of several at one distance the smaller, which a larger map can be pooled to; then the last. Undefined where no layer has
 * as many axes.
 */
export function nearestShape(shape: Shape, layers: readonly Layer[]): Layer | undefined {
  const size = (other: Shape) => other.slice(0, -1).reduce((product, axis) => product * axis, 1);
  const distance = (other: Shape) => shape.slice(0, -1).reduce((sum, axis, index) => sum + Math.abs(Math.log(axis / other[index]!)), 0);
  const alike = layers.filter((layer) => layer.shape.length === shape.length);
  const least = Math.min(...alike.map((layer) => distance(layer.shape)));
  const near = alike.filter((layer) => distance(layer.shape) <= least + 1e-9);
  const smallest = Math.min(...near.map((layer) => size(layer.shape)));
  return near.findLast((layer) => size(layer.shape) === smallest);
}
