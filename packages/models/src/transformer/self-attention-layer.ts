// Self-attention as a layer without weights: it stands between the dense layer that gives queries, keys and values and the one
// that puts the heads together.
import type { Tensor } from '@retort/kernel';
import { selfAttention } from '@retort/tensor';
import { serialization } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

type Shape = (number | null)[];
type Options = ConstructorParameters<typeof layers.Layer>[0] & { readonly heads: number };

/** `[B, N, 3D]` to `[B, N, D]`, see `selfAttention`. Its option `heads` must divide D. */
export class SelfAttentionLayer extends layers.Layer {
  static readonly className = 'RetortSelfAttention';
  readonly heads: number;

  constructor(options: Options) {
    super(options);
    this.heads = options.heads;
  }

  override build(inputShape: Shape | Shape[]): void {
    this.computeOutputShape(inputShape);
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, tokens, channels] = inputShape as [number | null, number | null, number];
    const width = channels / 3;
    if (inputShape.length !== 3 || !Number.isInteger(this.heads) || this.heads < 1 || !Number.isInteger(width / this.heads)) {
      throw new Error(`${this.name}: ${this.heads} heads do not divide queries, keys and values of [${inputShape.join(', ')}]`);
    }
    return [batch, tokens, width];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return selfAttention((Array.isArray(inputs) ? inputs[0] : inputs) as Tensor, this.heads);
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), heads: this.heads };
  }
}

serialization.registerClass(SelfAttentionLayer);
