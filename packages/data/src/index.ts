// The public names of data: sources, the parts of a run, batches and augmentations.
export { crop } from './augment/crop.ts';
export { flip } from './augment/flip.ts';
export { mixup } from './augment/mixup.ts';
export { noise } from './augment/noise.ts';
export { randAugment } from './augment/rand-augment.ts';
export { randomErasing } from './augment/random-erasing.ts';
export { rotations } from './augment/rotations.ts';
export { shift } from './augment/shift.ts';
export { twoViews } from './augment/two-views.ts';
export { type BatchLoader, type BatchLoaderOptions, batchLoader, evaluationBatches } from './batch/batch-loader.ts';
export { dataPlugin } from './data-plugin.ts';
export type { RawSamples } from './dataset/build-dataset.ts';
export { type MemoryDatasetOptions, memoryDataset } from './dataset/memory-dataset.ts';
export { digits } from './source/digits.ts';
export { type ClassParts, classParts } from './split/class-parts.ts';
export { holdOut } from './split/hold-out.ts';
export { type DataParts, openData } from './split/open-data.ts';
export { takeRows } from './split/take-rows.ts';
