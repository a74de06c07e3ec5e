// Saves the students as model folders while they train: each time, or only when the watched value is the best so far.
import { defineCallback } from '@retort/kernel';
import { z } from 'zod';
import { improves, monitorOptions, watched } from './monitor.ts';

export const modelCheckpoint = defineCallback({
  id: 'model-checkpoint',
  summary: 'Saves the student as a model folder: every so many epochs, or when it is the best so far',
  options: z.strictObject({
    ...monitorOptions,
    saveBestOnly: z.boolean().default(true),
    every: z.number().int().positive().default(1).describe('epochs between saves where saveBestOnly is off'),
  }),
  create(options) {
    let best: number | null = null;
    return {
      onEpochEnd({ epoch, logs }, control) {
        if (!options.saveBestOnly) {
          if (epoch % options.every === 0) control.save(`epoch-${epoch}`);
          return;
        }
        const value = watched(options, logs);
        if (value === undefined || !improves(options, value, best, 0)) return;
        best = value;
        control.save('best');
      },
      state: () => ({ best }),
      restore(state) {
        best = state.best as number | null;
      },
    };
  },
});
