// Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019), in PyTorch's form:
// m <- b1*m + (1-b1)*g;  v <- b2*v + (1-b2)*g^2;  w <- w - rate * m/(1-b1^t) / (sqrt(v)/sqrt(1-b2^t) + eps).
// Adam adds weight decay to the gradient; AdamW shrinks the weights by rate*decay first. The bias corrections are
// pure functions of the clock, computed in double precision and fed, so a resumed run continues bit for bit.
import { type BuiltOptimizer, defineOptimizer, type NamedVariables, type Optimizer } from '@retort/kernel';
import { schedulable } from '@retort/kernel/zod';
import { add, disposeAll, div, mul, scope, sqrt, square, sub } from '@retort/tensor';
import { z } from 'zod';
import { makeSlots } from './slots.ts';

const options = (weightDecay: number) =>
  z.strictObject({
    rate: schedulable.default(0.001).describe('learning rate'),
    beta1: z.number().min(0).lt(1).default(0.9),
    beta2: z.number().min(0).lt(1).default(0.999),
    epsilon: z.number().positive().default(1e-8),
    weightDecay: z.number().nonnegative().default(weightDecay),
  });

type AdamOptions = z.output<ReturnType<typeof options>>;

function createAdam({ rate, beta1, beta2, epsilon, weightDecay }: AdamOptions, decoupled: boolean): Optimizer {
  const build = (variables: NamedVariables): BuiltOptimizer => {
    const slots = { ...makeSlots('first', variables), ...makeSlots('second', variables) };
    return {
      slots,
      apply: (gradients, feeds) =>
        scope(() => {
          const size = mul(feeds.rate!, feeds.correction1!);
          const shrink = mul(feeds.rate!, weightDecay);
          for (const [name, gradient] of Object.entries(gradients)) {
            const variable = variables[name]!;
            const first = slots[`first/${name}`]!;
            const second = slots[`second/${name}`]!;
            const g = weightDecay === 0 || decoupled ? gradient : add(gradient, mul(variable, weightDecay));
            first.assign(add(mul(first, beta1), mul(g, 1 - beta1)));
            second.assign(add(mul(second, beta2), mul(square(g), 1 - beta2)));
            const update = div(mul(first, size), add(mul(sqrt(second), feeds.correction2!), epsilon));
            const start = weightDecay === 0 || !decoupled ? variable : sub(variable, mul(variable, shrink));
            variable.assign(sub(start, update));
          }
        }),
      dispose: () => disposeAll(slots),
    };
  };
  return {
    rate,
    feeds: ({ step }) => ({ correction1: 1 / (1 - beta1 ** (step + 1)), correction2: 1 / Math.sqrt(1 - beta2 ** (step + 1)) }),
    build,
  };
}

export const adam = defineOptimizer({
  id: 'adam',
  summary: 'Adam; weight decay is added to the gradient',
  options: options(0),
  create: (o) => createAdam(o, false),
});

export const adamw = defineOptimizer({
  id: 'adamw',
  summary: 'Adam with decoupled weight decay',
  options: options(0.01),
  create: (o) => createAdam(o, true),
});
