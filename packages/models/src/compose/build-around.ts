// Builds a network around another one, which it takes over in whole or in part, and sees to who owns which weight.
import { type ModelBuild, type ModelFamily, RetortError, retortError, type Student, type Variable } from '@retort/kernel';
import { engine } from '@tensorflow/tfjs-core';
import { isLayersStudent, type LayersStudent } from '../adopt/layers-student.ts';
import { layerTree } from '../graph/layer-tree.ts';

/**
 * @param family - the id, for errors.
 * @param around - makes the outer student over layers of the inner one. The outer one owns the weights that it uses; those that it
 *   does not are freed, and everything is where it throws.
 * @throws KD_E_FAMILY_OF where the inner network is not a layers model, or TensorFlow.js cannot put the two together.
 */
export async function buildAround(family: string, of: ModelFamily, build: ModelBuild, around: (inner: LayersStudent) => LayersStudent): Promise<LayersStudent> {
  const inner = await of.build(build);
  const before = new Set(Object.values(engine().registeredVariables));
  try {
    if (!isLayersStudent(inner)) throw retortError('KD_E_FAMILY_OF', { what: `family ${family}`, expected: 'a network that is a layers model' });
    keepFrozen(inner);
    const outer = around(inner);
    const used = new Set(variablesOf(outer));
    for (const variable of variablesOf(inner)) if (!used.has(variable)) variable.dispose();
    return outer;
  } catch (cause) {
    inner.dispose();
    for (const variable of Object.values(engine().registeredVariables)) if (!before.has(variable)) variable.dispose();
    if (RetortError.is(cause)) throw cause;
    throw retortError('KD_E_FAMILY_OF', { what: `family ${family}`, received: cause instanceof Error ? cause.message : String(cause), cause });
  }
}

function variablesOf(student: Student): readonly Variable[] {
  return Object.values({ ...student.trainables(), ...student.statistics() });
}

/** A model frozen as a whole lends its layers to one that is not: each of them is frozen in its place. */
function keepFrozen({ model, side }: LayersStudent): void {
  if (model.trainable) return;
  model.trainable = true;
  for (const { layer } of layerTree(model, side)) layer.trainable = false;
}
