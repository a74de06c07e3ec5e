// Presets: parts of recipes as data, for `extends`. What the recipe writes itself always wins over a preset.
import type { ReportInput, TrainingInput } from '../recipe-input.ts';

export interface Preset {
  /** One line for people. */
  readonly summary: string;
  readonly seeds?: readonly number[];
  /** For the arms, and for the teacher where it is trained. */
  readonly training?: TrainingInput;
  readonly report?: ReportInput;
}

export const presets: ReadonlyMap<string, Preset> = new Map<string, Preset>([
  [
    'quick',
    {
      summary: 'Two epochs and one seed: does the recipe run at all?',
      seeds: [1],
      training: { epochs: 2, logEvery: 1 },
      report: { samples: 4 },
    },
  ],
  [
    'cifar',
    {
      summary: 'The optimizer recipe behind most published CIFAR-100 tables (RepDistiller, MDistiller): SGD for 240 epochs',
      training: {
        epochs: 240,
        batch: 64,
        lastBatch: 'keep',
        optimizer: {
          id: 'sgd',
          rate: { id: 'step', from: 0.05, factor: 0.1, after: [150, 180, 210] },
          momentum: 0.9,
          weightDecay: 0.0005,
        },
        augment: [{ id: 'crop', pad: 4 }, 'flip'],
      },
    },
  ],
]);
