// Settings from the command line, `training.epochs=3`, laid over a recipe. Every error names the setting.
import { expectedName, retortError } from '@retort/kernel';
import { checkDocument, plainSchema } from './check/check-document.ts';
import { isMap } from './complete/merge.ts';
import { forbiddenKeys } from './document/caps.ts';
import { settingPlaces } from './document/places.ts';
import { readText } from './document/read-text.ts';
import { pathText, type RecipeDocument, type RecipePath } from './document/recipe-document.ts';
import { keysAt } from './schema/keys-at.ts';

interface Setting {
  readonly path: RecipePath;
  readonly value: unknown;
  readonly text: string;
}

/** A key that a setting takes away, because it says the same in another form. */
const otherForm: ReadonlyMap<string, string> = new Map([
  ['seed', 'seeds'],
  ['seeds', 'seed'],
  ['layers', 'mapping'],
  ['mapping', 'layers'],
]);

/**
 * A new document with the settings applied in order. The part left of `=` is a path of keys and list indices, the part right
 * of it YAML: `seeds=[1, 2]`, `student.hidden=[8]`, `objective.terms.0.weight=0.5`. The index after a list's last appends.
 * Throws `KD_E_RECIPE_SETTING` for a path that means nothing, with the nearest key, and what `parseRecipe` throws.
 */
export function applySettings(document: RecipeDocument, settings: readonly string[]): RecipeDocument {
  const read = settings.map(readSetting);
  let data: unknown = document.input;
  const located: Setting[] = [];
  for (const setting of read) {
    const path: (string | number)[] = [];
    data = write(data, setting, 0, path);
    located.push({ ...setting, path });
  }
  return checkDocument(data, settingPlaces(document, located));
}

function readSetting(text: string): Setting {
  const cut = text.indexOf('=');
  const path = text.slice(0, Math.max(cut, 0)).split('.');
  if (cut < 1 || path.includes('')) throw fail(text, { what: 'a setting', expected: 'something like training.epochs=3' });
  const forbidden = path.find((key) => forbiddenKeys.has(key));
  if (forbidden !== undefined) throw fail(text, { what: `the key "${forbidden}"` });
  if (text.slice(cut + 1).trim() === '') throw fail(text, { what: 'a setting without a value', expected: `${path.join('.')}=VALUE` });
  return { path, value: readText(text.slice(cut + 1), `--set ${text}`).data, text };
}

/** Copies along the path only. `done` receives the keys as they are used, list indices as numbers. */
function write(part: unknown, setting: Setting, depth: number, done: (string | number)[]): unknown {
  const key = setting.path[depth] as string | undefined;
  if (key === undefined) return setting.value;
  if (Array.isArray(part)) return writeItem(part, key, setting, depth, done);
  if (part !== undefined && !isMap(part) && typeof part !== 'string')
    throw fail(setting.text, { what: `${pathText(done)} holds no keys`, received: JSON.stringify(part) });
  const map: Readonly<Record<string, unknown>> = typeof part === 'string' ? { id: part } : (part ?? {});
  const keys = keysAt(plainSchema(), done);
  if (!keys.open && !keys.names.includes(key)) {
    const where = pathText(done);
    throw fail(setting.text, { what: `unknown key "${key}" in ${where}`, expected: expectedName(key, keys.names) });
  }
  done.push(key);
  const { [otherForm.get(key) ?? '']: replaced, ...rest } = map;
  return { ...(keys.names.includes(otherForm.get(key) ?? '') ? rest : map), [key]: write(map[key], setting, depth + 1, done) };
}

function writeItem(list: readonly unknown[], key: string, setting: Setting, depth: number, done: (string | number)[]): unknown {
  const index = /^\d+$/.test(key) ? Number(key) : -1;
  if (index < 0 || index > list.length) {
    const length = list.length;
    throw fail(setting.text, { what: `"${key}" in ${pathText(done)}`, expected: `an index from 0 to ${length} (${length} appends)` });
  }
  done.push(index);
  const copy = [...list];
  copy[index] = write(list[index], setting, depth + 1, done);
  return copy;
}

const fail = (text: string, detail: { readonly what: string; readonly expected?: string; readonly received?: string }): Error =>
  retortError('KD_E_RECIPE_SETTING', { ...detail, where: `--set ${text}` });
