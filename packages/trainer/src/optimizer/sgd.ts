// Stochastic gradient descent with momentum, Nesterov momentum and (coupled) weight decay, in PyTorch's form:
// g <- g + decay*w;  m <- momentum*m + g;  w <- w - rate*(nesterov ? g + momentum*m : m).
import { defineOptimizer } from '@retort/kernel';
import { schedulable } from '@retort/kernel/zod';
import { add, disposeAll, mul, scope, sub } from '@retort/tensor';
import { z } from 'zod';
import { makeSlots } from './slots.ts';

export const sgd = defineOptimizer({
  id: 'sgd',
  summary: 'Gradient descent with momentum, Nesterov momentum and weight decay',
  options: z
    .strictObject({
      rate: schedulable.default(0.01).describe('learning rate'),
      momentum: z.number().min(0).lt(1).default(0),
      nesterov: z.boolean().default(false),
      weightDecay: z.number().nonnegative().default(0).describe('added to the gradient, as in PyTorch'),
    })
    .refine((o) => !o.nesterov || o.momentum > 0, { message: 'nesterov needs momentum above 0', path: ['nesterov'] }),
  create: ({ rate, momentum, nesterov, weightDecay }) => ({
    rate,
    feeds: () => ({}),
    build(variables) {
      const slots = momentum === 0 ? {} : makeSlots('momentum', variables);
      return {
        slots,
        apply: (gradients, feeds) =>
          scope(() => {
            for (const [name, gradient] of Object.entries(gradients)) {
              const variable = variables[name]!;
              const slot = slots[`momentum/${name}`];
              const g = weightDecay === 0 ? gradient : add(gradient, mul(variable, weightDecay));
              slot?.assign(add(mul(slot, momentum), g));
              const direction = slot === undefined ? g : nesterov ? add(g, mul(slot, momentum)) : slot;
              variable.assign(sub(variable, mul(direction, feeds.rate!)));
            }
          }),
        dispose: () => disposeAll(slots),
      };
    },
  }),
});
