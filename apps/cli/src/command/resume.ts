// `retort resume`: continues the run in a folder with the recipe it was started with.
import { locatePlugins, readDescription, startRun } from '@retort/distill';
import { nodeFiles } from '@retort/files/node';
import { openRetort } from '../open-retort.ts';
import { follow } from '../view/follow.ts';

export interface ResumeOptions {
  readonly plugin: readonly string[];
  readonly json: boolean;
}

export async function resume(folder: string, { plugin, json }: ResumeOptions): Promise<void> {
  const { recipe } = await readDescription(nodeFiles, folder);
  const retort = await openRetort(locatePlugins([...recipe.plugins, ...plugin], process.cwd()), json);
  try {
    await follow((signal) => startRun({ recipe, retort, folder, resume: true, signal }), { json, resume: `retort resume ${folder}` });
  } finally {
    await retort.dispose();
  }
}
