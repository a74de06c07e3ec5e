// A run on the disk whose process is killed, by the system, at its N-th changing call. Runs what was built.
import { createRetort, startRun } from '@retort/distill';
import { nodeFiles } from '@retort/files/node';
import { faultyFiles } from '@retort/files/testing';
import { recipeFromObject, resolveRecipe } from '@retort/recipe';

const { input, folder, failAt, action } = JSON.parse(process.argv[2]);
const files = faultyFiles(nodeFiles, { failAt, action, kill: () => process.kill(process.pid, 'SIGKILL') });
const retort = await createRetort({ files, output: () => undefined });
const recipe = resolveRecipe(recipeFromObject(input), retort);
for await (const _ of startRun({ recipe, retort, files, folder }));
process.stdout.write(`${files.calls.length}\n`);
