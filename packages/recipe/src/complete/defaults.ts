// Every default of a recipe, in one place. The README's table is checked against it.
import type { Choice, SampleView, TrainingSpec } from '@retort/kernel';

export const defaults = {
  seeds: [1],
  engine: 'auto',
  plugins: [],
  data: { test: 0.2, validation: 0, labels: 'all', fraction: 1 },
  /** Id of a teacher given as a map without one. */
  teacherId: 'model',
  objective: { task: 1, terms: [] },
  weight: 1,
  /** With a teacher, and without. */
  strategy: { taught: 'offline', untaught: 'alone' },
  view: 'transfer' satisfies SampleView,
  training: {
    epochs: 20,
    batch: 64,
    lastBatch: 'keep',
    optimizer: { id: 'adam', rate: 0.001 } satisfies Choice,
    callbacks: [],
    evaluateEvery: 1,
    checkpointEvery: 0,
    logEvery: 10,
    augment: [],
  } satisfies TrainingSpec,
  report: { temperatures: [1, 2, 4, 8], samples: 8 },
} as const;
