// Lowers the learning rate when the watched value no longer improves. It scales the schedule; it does not replace it.
import { defineCallback } from '@retort/kernel';
import { z } from 'zod';
import { improves, monitorOptions, watched } from './monitor.ts';

export const reduceLrOnPlateau = defineCallback({
  id: 'reduce-lr-on-plateau',
  summary: 'Multiplies the learning rate when the watched value no longer improves',
  options: z.strictObject({
    ...monitorOptions,
    factor: z.number().gt(0).lt(1).default(0.1),
    patience: z.number().int().nonnegative().default(10),
    minDelta: z.number().nonnegative().default(1e-4),
    cooldown: z.number().int().nonnegative().default(0).describe('epochs after a reduction in which nothing is counted'),
    minScale: z.number().nonnegative().default(0).describe('smallest product of all factors'),
  }),
  create(options) {
    let best: number | null = null;
    let waited = 0;
    let cooling = 0;
    let scale = 1;
    return {
      onEpochEnd({ logs }, control) {
        const value = watched(options, logs);
        if (value === undefined) return;
        if (cooling > 0) {
          cooling -= 1;
          waited = 0;
        }
        if (improves(options, value, best, options.minDelta)) {
          best = value;
          waited = 0;
          return;
        }
        if (cooling > 0) return;
        waited += 1;
        if (waited < options.patience || scale * options.factor < options.minScale) return;
        scale *= options.factor;
        control.scaleRate(options.factor);
        cooling = options.cooldown;
        waited = 0;
      },
      state: () => ({ best, waited, cooling, scale }),
      restore(state) {
        best = state.best as number | null;
        waited = state.waited as number;
        cooling = state.cooling as number;
        scale = state.scale as number;
      },
    };
  },
});
