// Errors of the benchmarks, an application of the repository.
import type { ErrorTable } from '../entry.ts';

export const benchErrors = {
  KD_E_BENCH_CHOICE: { means: 'There is no such scenario or teacher to measure, or not together.', cure: 'Choose what is listed.' },
  KD_E_BENCH_PEER: { means: 'PyTorch cannot be measured beside Retort.', cure: 'Name a Python that has torch: `--python venv/bin/python`.' },
  KD_E_BENCH_ABSENT: { means: 'A framework beside Retort has not what a cell needs.', cure: 'Measure that cell with Retort alone.' },
  KD_E_BENCH_CHILD: { means: 'A process that measures a cell failed or ended.', cure: 'Measure that scenario alone and read what it prints.' },
} as const satisfies ErrorTable;
