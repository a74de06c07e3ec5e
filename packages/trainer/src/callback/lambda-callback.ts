// Callbacks as plain functions, for recipes written in TypeScript.
import { type Callback, defineCallback } from '@retort/kernel';
import { z } from 'zod';

const hook = <T>() => z.custom<T>((value) => typeof value === 'function', 'expected a function').optional();

export const lambdaCallback = defineCallback({
  id: 'lambda-callback',
  summary: 'Your own functions as a callback (recipes in TypeScript only)',
  options: z.strictObject({
    onStageBegin: hook<NonNullable<Callback['onStageBegin']>>(),
    onStepEnd: hook<NonNullable<Callback['onStepEnd']>>(),
    onEpochEnd: hook<NonNullable<Callback['onEpochEnd']>>(),
    onStageEnd: hook<NonNullable<Callback['onStageEnd']>>(),
  }),
  create: (hooks) => Object.fromEntries(Object.entries(hooks).filter(([, given]) => given !== undefined)),
});
