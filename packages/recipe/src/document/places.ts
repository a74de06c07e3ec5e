// The two kinds of places: lines of a text, and paths of an object. Settings lie over either.
import type { LineCounter } from 'yaml';
import type { Spot } from './read-node.ts';
import { whereIs } from './read-text.ts';
import { type Places, pathText, type RecipeDocument, type RecipePath, valueAt } from './recipe-document.ts';

/** `recipe.yaml:12:5`. A path that is not in the text has the place of the nearest part around it. */
export function textPlaces(name: string, spot: Spot, lines: LineCounter): Places {
  return {
    name,
    place(path, part = 'value') {
      let here = spot;
      let found = 0;
      for (const key of path) {
        const next = here.children?.get(String(key));
        if (next === undefined) break;
        here = next;
        found += 1;
      }
      const exact = found === path.length;
      const offset = (exact && part === 'key') || (!exact && found > 0) ? here.key : here.value;
      return { where: whereIs(lines, name, offset), order: offset };
    },
  };
}

/** `recipe.training.epochs`. Places are ranked as they are asked for. */
export function objectPlaces(name: string): Places {
  return { name, place: (path) => ({ where: path.length === 0 ? name : `${name}.${pathText(path)}`, order: 0 }) };
}

/** What a setting wrote stands in the setting; everything else stays where it was. The last setting of a path wins.
 * What is missing beside something that only a setting made is told at that setting. */
export function settingPlaces(under: RecipeDocument, settings: readonly { readonly path: RecipePath; readonly text: string }[]): Places {
  const written = [...settings].reverse();
  return {
    name: under.name,
    place(path, part) {
      const around = path.slice(0, -1);
      const made = valueAt(under.input, around) === undefined;
      const setting = written.find((one) => startsWith(path, one.path)) ?? (made ? written.find((one) => startsWith(one.path, around)) : undefined);
      return setting === undefined ? under.place(path, part) : { where: `--set ${setting.text}`, order: Number.MAX_SAFE_INTEGER };
    },
  };
}

const startsWith = (path: RecipePath, start: RecipePath): boolean => start.every((key, index) => key === path[index]);
