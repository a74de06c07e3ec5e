// Writes recipe.schema.json from the built package: `npm run schema -w packages/recipe`. A test fails where it is stale.
import { writeFile } from 'node:fs/promises';
import { recipeSchema } from '@retort/recipe';

await writeFile(new URL('../recipe.schema.json', import.meta.url), `${JSON.stringify(recipeSchema(), null, 2)}\n`);
