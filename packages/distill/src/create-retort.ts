// A ready kernel with everything that Retort ships. What a plugin brings more is added behind the defaults.
import { dataPlugin } from '@retort/data';
import { FILES, type FileSystem } from '@retort/files';
import { nodeFiles } from '@retort/files/node';
import { type Container, createContainer, createKernel, type Kernel, OUTPUT, type Plugin } from '@retort/kernel';
import { modelsPlugin } from '@retort/models';
import { curriculumPlugin } from '@retort/plugin-curriculum';
import { engineTensorflowPlugin } from '@retort/plugin-engine-tensorflow';
import { engineWasmPlugin } from '@retort/plugin-engine-wasm';
import { featurePlugin } from '@retort/plugin-feature';
import { feedbackPlugin } from '@retort/plugin-feedback';
import { layerMappingPlugin } from '@retort/plugin-layer-mapping';
import { multiTeacherPlugin } from '@retort/plugin-multi-teacher';
import { mutualLearningPlugin } from '@retort/plugin-mutual-learning';
import { offlinePlugin } from '@retort/plugin-offline';
import { relationPlugin } from '@retort/plugin-relation';
import { responsePlugin } from '@retort/plugin-response';
import { selfDistillationPlugin } from '@retort/plugin-self-distillation';
import { teacherCachePlugin } from '@retort/plugin-teacher-cache';
import { teacherOnnxPlugin } from '@retort/plugin-teacher-onnx';
import { teachingAssistantPlugin } from '@retort/plugin-teaching-assistant';
import { tensorPlugin } from '@retort/tensor';
import { trainingPlugin } from '@retort/trainer';

export interface RetortOptions {
  /** Set up after the default plugins. */
  readonly plugins?: readonly Plugin[];
  /** Inversify when absent; `@retort/plugin-container-tsyringe` makes one over tsyringe. */
  readonly container?: Container;
  /** The disk when absent. */
  readonly files?: FileSystem;
  /** Where lines for people go; the console when absent. */
  readonly output?: (line: string) => void;
}

/** The plugins that every Retort starts with. */
export function defaultPlugins(): readonly Plugin[] {
  return [
    tensorPlugin(),
    engineWasmPlugin(),
    engineTensorflowPlugin(),
    modelsPlugin(),
    dataPlugin(),
    trainingPlugin(),
    responsePlugin(),
    featurePlugin(),
    relationPlugin(),
    layerMappingPlugin(),
    multiTeacherPlugin(),
    offlinePlugin(),
    teachingAssistantPlugin(),
    mutualLearningPlugin(),
    selfDistillationPlugin(),
    curriculumPlugin(),
    feedbackPlugin(),
    teacherCachePlugin(),
    teacherOnnxPlugin(),
  ];
}

/** Disposing the kernel disposes the engines and plugins it made. */
export async function createRetort(options: RetortOptions = {}): Promise<Kernel> {
  const container = options.container ?? createContainer();
  container.provide(FILES, { value: options.files ?? nodeFiles });
  container.provide(OUTPUT, { value: options.output ?? ((line) => console.log(line)) });
  return createKernel({ plugins: [...defaultPlugins(), ...(options.plugins ?? [])], container }).ready();
}
