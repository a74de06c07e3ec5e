// Every axis by name, for registries and lists at run time.
import type { Axis } from './contribution.ts';

const EVERY: Readonly<Record<Axis, true>> = {
  knowledge: true,
  connector: true,
  mapping: true,
  teacher: true,
  weighting: true,
  strategy: true,
  objective: true,
  family: true,
  dataset: true,
  augmentation: true,
  engine: true,
  optimizer: true,
  schedule: true,
  callback: true,
  exporter: true,
};

/** In the order in which a reader wants them listed. */
export const axes: readonly Axis[] = Object.freeze(Object.keys(EVERY) as Axis[]);
