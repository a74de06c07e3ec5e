// A CSV file per stage with a row per epoch. Rewritten atomically each time, so it is never half a row; its text is part
// of the checkpoint, so a resumed run neither loses nor repeats rows.
import { FILES, writeFileAtomic } from '@retort/files';
import { defineCallback, type Metrics } from '@retort/kernel';
import { z } from 'zod';

export const csvLogger = defineCallback({
  id: 'csv-logger',
  summary: 'Writes a CSV file per stage with a row per epoch',
  options: z.strictObject({ folder: z.string().min(1).describe('where the files go: <seed>-<arm>-<stage>.csv') }),
  needs: { files: FILES },
  create({ folder }, { files }) {
    let path = '';
    let columns: readonly string[] = [];
    let text = '';
    const line = (values: readonly unknown[]): string => `${values.map(String).join(',')}\n`;
    return {
      onStageBegin({ label }) {
        path = `${folder}/${label.replaceAll('/', '-')}.csv`;
      },
      async onEpochEnd({ epoch, step, logs }) {
        if (text === '') {
          columns = Object.keys(logs);
          text = line(['epoch', 'step', ...columns]);
        }
        text += line([epoch, step, ...columns.map((name) => cell(logs, name))]);
        await writeFileAtomic(files, path, text);
      },
      state: () => ({ path, text }),
      restore(state) {
        path = state.path as string;
        text = state.text as string;
        columns = text === '' ? [] : text.slice(0, text.indexOf('\n')).split(',').slice(2);
      },
    };
  },
});

/** Epochs without evaluation leave their cells empty. */
function cell(logs: Metrics, name: string): number | '' {
  return logs[name] ?? '';
}
