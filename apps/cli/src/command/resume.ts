// `retort resume`: continues the run in a folder with the recipe it was started with.
import { createRetort, loadPlugins, readDescription, startRun } from '@retort/distill';
import { nodeFiles } from '@retort/files/node';
import { follow } from '../view/follow.ts';

export interface ResumeOptions {
  readonly plugin: readonly string[];
  readonly json: boolean;
}

export async function resume(folder: string, { plugin, json }: ResumeOptions): Promise<void> {
  const { recipe } = await readDescription(nodeFiles, folder);
  const retort = await createRetort({ plugins: await loadPlugins([...recipe.plugins, ...plugin], process.cwd()) });
  try {
    await follow((signal) => startRun({ recipe, retort, folder, resume: true, signal }), { json, resume: `retort resume ${folder}` });
  } finally {
    await retort.dispose();
  }
}
