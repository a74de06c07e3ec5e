// A small recipe with everything that could break a resume: three families of knowledge, connectors, dropout, batch norm,
// augmentation, schedules, clipping, remembered weights, validation, checkpoints in the middle of epochs.
import type { RecipeInput } from '@retort/recipe';

export function tinyRecipe(change: Partial<RecipeInput> = {}): RecipeInput {
  return {
    name: 'tiny',
    seed: 3,
    engine: 'cpu',
    data: { source: 'digits', classes: ['0', '1', '2'], fraction: 0.075, test: 40, validation: 20, labels: 12 },
    teacher: { model: { id: 'mlp', hidden: [12, 8] }, training: { epochs: 2, batch: 8, optimizer: { id: 'adam', rate: 0.01 }, logEvery: 1 } },
    student: { id: 'mlp', hidden: [6], dropout: 0.2, batchNorm: true },
    objective: {
      task: 0.3,
      terms: [
        { knowledge: { id: 'kd', temperature: { id: 'cosine', from: 6, to: 2 } }, weight: 0.7 },
        { knowledge: 'fitnet', weight: { id: 'linear', from: 1, to: 0 }, layers: { hidden1: 'hidden1' }, connector: 'linear' },
        { knowledge: 'rkd', weight: 0.01, layers: { features: 'features' } },
      ],
    },
    training: {
      epochs: 2,
      batch: 8,
      optimizer: { id: 'adamw', rate: { id: 'one-cycle', peak: 0.02 } },
      clip: 1,
      checkpointEvery: 2,
      logEvery: 1,
      augment: [
        { id: 'noise', std: 0.05 },
        { id: 'mixup', alpha: 0.4 },
      ],
      callbacks: [
        { id: 'early-stopping', patience: 5 },
        { id: 'reduce-lr-on-plateau', patience: 1, monitor: 'val_nll' },
      ],
    },
    ...change,
  };
}
