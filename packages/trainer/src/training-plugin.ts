// The trainer's own contributions: objective, optimizers, schedules, callbacks, and the teacher that is a single model.
import { definePlugin } from '@retort/kernel';
import { csvLogger } from './callback/csv-logger.ts';
import { earlyStopping } from './callback/early-stopping.ts';
import { modelCheckpoint } from './callback/model-checkpoint.ts';
import { progbarLogger } from './callback/progbar-logger.ts';
import { reduceLrOnPlateau } from './callback/reduce-lr-on-plateau.ts';
import { terminateOnNan } from './callback/terminate-on-nan.ts';
import { weightedSum } from './objective/weighted-sum.ts';
import { adam, adamw } from './optimizer/adam.ts';
import { sgd } from './optimizer/sgd.ts';
import { constant, cosine, linear, oneCycle, sigmoidRamp, step, warmUpSchedule } from './schedule/schedules.ts';
import { modelSource } from './teacher/model-source.ts';

export const trainingPlugin = definePlugin({
  name: '@retort/trainer',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [
    weightedSum,
    sgd,
    adam,
    adamw,
    constant,
    linear,
    cosine,
    step,
    warmUpSchedule,
    sigmoidRamp,
    oneCycle,
    modelSource,
    earlyStopping,
    reduceLrOnPlateau,
    modelCheckpoint,
    terminateOnNan,
    csvLogger,
    progbarLogger,
  ],
});
