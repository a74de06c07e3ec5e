// `retort init`: a first recipe that runs as it is, and the JSON Schema with which editors complete it.
import { dirname, join, resolve } from 'node:path';
import { createRetort } from '@retort/distill';
import { writeFileAtomic } from '@retort/files';
import { nodeFiles } from '@retort/files/node';
import { retortError } from '@retort/kernel';
import { recipeSchema } from '@retort/recipe';
import { starter } from '../starter.ts';

const SCHEMA = 'recipe.schema.json';

export async function init(file: string, { json }: { readonly json: boolean }): Promise<void> {
  const path = resolve(file);
  if ((await nodeFiles.stat(path)) !== undefined)
    throw retortError('KD_E_CLI_EXISTS', { what: 'the recipe to write', expected: 'a path where nothing is yet', received: path });
  const retort = await createRetort();
  try {
    const schema = join(dirname(path), SCHEMA);
    await writeFileAtomic(nodeFiles, schema, `${JSON.stringify(recipeSchema(retort), null, 2)}\n`);
    await writeFileAtomic(nodeFiles, path, starter(SCHEMA));
    process.stdout.write(json ? `${JSON.stringify({ recipe: path, schema })}\n` : `wrote ${file} and ${SCHEMA}\nnext: retort run ${file}\n`);
  } finally {
    await retort.dispose();
  }
}
