// Every code Retort throws, gathered from its areas. A third-party plugin throws RetortError with codes of its own.

import type { ErrorEntry } from './entry.ts';
import { type ErrorDetail, RetortError } from './retort-error.ts';
import { benchErrors } from './table/bench.ts';
import { cliErrors } from './table/cli.ts';
import { dataErrors } from './table/data.ts';
import { engineInstallErrors } from './table/engine-install.ts';
import { engineWasmErrors } from './table/engine-wasm.ts';
import { filesErrors } from './table/files.ts';
import { kernelErrors } from './table/kernel.ts';
import { knowledgeErrors } from './table/knowledge.ts';
import { modelsErrors } from './table/models.ts';
import { pluginLoadErrors } from './table/plugin-load.ts';
import { recipeErrors } from './table/recipe.ts';
import { reportErrors } from './table/report.ts';
import { strategyErrors } from './table/strategies.ts';
import { teacherCacheErrors } from './table/teacher-cache.ts';
import { teacherOnnxErrors } from './table/teacher-onnx.ts';
import { tensorErrors } from './table/tensor.ts';
import { trainerErrors } from './table/trainer.ts';

export const errorTable = {
  ...kernelErrors,
  ...pluginLoadErrors,
  ...tensorErrors,
  ...engineWasmErrors,
  ...engineInstallErrors,
  ...filesErrors,
  ...modelsErrors,
  ...dataErrors,
  ...knowledgeErrors,
  ...strategyErrors,
  ...trainerErrors,
  ...teacherCacheErrors,
  ...teacherOnnxErrors,
  ...recipeErrors,
  ...reportErrors,
  ...cliErrors,
  ...benchErrors,
} as const;

export type ErrorCode = keyof typeof errorTable;

/** Makes (does not throw) an error of the table; its cure is the action where the detail has none. */
export function retortError(code: ErrorCode, detail: ErrorDetail): RetortError {
  const entry: ErrorEntry = errorTable[code];
  return new RetortError(code, { ...detail, action: detail.action ?? entry.cure });
}
