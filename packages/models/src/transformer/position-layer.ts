// A learned vector for each place of a token, added to what stands there.
import type { Tensor } from '@retort/kernel';
import { add } from '@retort/tensor';
import { serialization } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable } from '../graph/layer.ts';

type Shape = (number | null)[];

/** `[B, N, D]` to the same: `x + positions`, a weight `[N, D]` that starts as a normal of deviation 0.02 cut at two deviations. */
export class PositionLayer extends layers.Layer {
  static readonly className = 'RetortPositions';
  private positions: LayerVariable | undefined;

  override build(inputShape: Shape | Shape[]): void {
    if (inputShape.length !== 3) throw new Error(`${this.name}: expected tokens [N, D], received [${inputShape.slice(1).join(', ')}]`);
    this.positions = this.addWeight('positions', inputShape.slice(1) as number[], 'float32', initializers.truncatedNormal(DEVIATION));
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return inputShape as Shape;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return add((Array.isArray(inputs) ? inputs[0] : inputs) as Tensor, (this.positions as LayerVariable).read());
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), positionsInitializer: { className: 'TruncatedNormal', config: DEVIATION } };
  }
}

const DEVIATION = { mean: 0, stddev: 0.02 };

serialization.registerClass(PositionLayer);
