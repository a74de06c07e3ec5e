// One plain line per epoch through the OUTPUT token. The command line draws its own progress from events instead.
import { defineCallback, type Metrics, OUTPUT } from '@retort/kernel';
import { z } from 'zod';

export const progbarLogger = defineCallback({
  id: 'progbar-logger',
  summary: 'Prints a line per epoch',
  options: z.strictObject({ every: z.number().int().positive().default(1).describe('epochs between lines') }),
  needs: { write: OUTPUT },
  create({ every }, { write }) {
    let epochs = 0;
    return {
      onStageBegin(report) {
        epochs = report.epochs;
      },
      onEpochEnd({ stage, epoch, logs }) {
        if (epoch % every === 0 || epoch === epochs) write(`${stage} ${epoch}/${epochs}  ${line(logs)}`);
      },
      state: () => ({ epochs }),
      restore(state) {
        epochs = state.epochs as number;
      },
    };
  },
});

function line(logs: Metrics): string {
  return Object.entries(logs)
    .map(([name, value]) => `${name} ${value.toPrecision(4)}`)
    .join('  ');
}
