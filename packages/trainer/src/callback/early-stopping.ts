// Stops when the watched value no longer improves, and puts the best weights back.
import { defineCallback } from '@retort/kernel';
import { z } from 'zod';
import { improves, monitorOptions, watched } from './monitor.ts';

const COPY = 'early-stopping';

export const earlyStopping = defineCallback({
  id: 'early-stopping',
  summary: 'Stops when the watched value no longer improves; restores the best weights',
  options: z.strictObject({
    ...monitorOptions,
    patience: z.number().int().nonnegative().default(5).describe('evaluated epochs without improvement before it stops'),
    minDelta: z.number().nonnegative().default(0),
    restoreBestWeights: z.boolean().default(true),
  }),
  create(options) {
    let best: number | null = null;
    let bestEpoch = 0;
    let waited = 0;
    return {
      onEpochEnd({ epoch, logs }, control) {
        const value = watched(options, logs);
        if (value === undefined) return;
        if (improves(options, value, best, options.minDelta)) {
          best = value;
          bestEpoch = epoch;
          waited = 0;
          if (options.restoreBestWeights) control.remember(COPY);
          return;
        }
        waited += 1;
        if (waited > options.patience) control.stop(`no better ${options.monitor} since epoch ${bestEpoch}`);
      },
      onStageEnd(_report, control) {
        if (options.restoreBestWeights && best !== null) control.recall(COPY);
      },
      state: () => ({ best, bestEpoch, waited }),
      restore(state) {
        best = state.best as number | null;
        bestEpoch = state.bestEpoch as number;
        waited = state.waited as number;
      },
    };
  },
});
