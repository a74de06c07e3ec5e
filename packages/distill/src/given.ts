// Live objects of an application (models, arrays, callbacks) as contributions, so that a recipe can name them. Models are
// copied: the application's own are never trained, patched or disposed.
import { type MemoryDatasetOptions, memoryDataset } from '@retort/data';
import { type Callback, type Contribution, defineDataset, defineFamily, definePlugin, type ModelBuild, type Plugin, retortError } from '@retort/kernel';
import { adoptModel, cloneArchitecture, type LayersStudent } from '@retort/models';
import { lambdaCallback } from '@retort/trainer';
import { retortVersion } from './version.ts';

/** The plugin under whose name the application's own objects stand. */
const GIVEN = 'given';

/** A `tf.LayersModel`. */
export type LayersModel = LayersStudent['model'];

export function givenModel(id: string, model: LayersModel): Contribution<'family'> {
  return defineFamily({
    id,
    summary: "The application's own model, with the weights it has",
    create: () => ({
      trained: true,
      build(build) {
        const copy = cloneArchitecture(model);
        try {
          copy.setWeights(model.getWeights());
          const student = adoptModel(copy, { name: id });
          const [expected, received] = [textOf(build), textOf(student)];
          if (expected === received) return student;
          throw retortError('KD_E_MODEL_MISMATCH', { what: `the model "${id}"`, expected: `${expected}, as the data has`, received });
        } catch (error) {
          copy.dispose();
          throw error;
        }
      },
    }),
  });
}

function textOf({ inputShape, classes }: Pick<ModelBuild, 'inputShape' | 'classes'>): string {
  return `inputs [${inputShape.join(', ')}] and ${classes} classes`;
}

export function givenData(id: string, options: MemoryDatasetOptions): Contribution<'dataset'> {
  return defineDataset({ id, summary: "The application's own arrays", create: () => ({ load: () => memoryDataset(options) }) });
}

export function givenCallbacks(callbacks: readonly Callback[]): readonly Contribution<'callback'>[] {
  return callbacks.map((callback, index) => lambdaCallback(`given-callback-${index}`, callback));
}

export function givenPlugin(contributions: readonly Contribution[]): Plugin {
  return definePlugin({ name: GIVEN, version: retortVersion, kernel: '*', contributions })();
}
