// The definers of every axis but knowledge, whose three families have definers of their own.
import { definer } from './contribution.ts';

export const defineConnector = definer('connector');
export const defineMapping = definer('mapping');
export const defineWeighting = definer('weighting');
export const defineTeacher = definer('teacher');
export const defineStrategy = definer('strategy');
export const defineObjective = definer('objective');
export const defineFamily = definer('family');
export const defineDataset = definer('dataset');
export const defineAugmentation = definer('augmentation');
export const defineEngine = definer('engine');
export const defineOptimizer = definer('optimizer');
export const defineSchedule = definer('schedule');
export const defineCallback = definer('callback');
export const defineExporter = definer('exporter');
