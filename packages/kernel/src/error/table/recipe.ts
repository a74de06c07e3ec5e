// Errors of reading, checking and completing recipes. Each is thrown with file, line and column where there is a file.
import type { ErrorTable } from '../entry.ts';

export const recipeErrors = {
  KD_E_RECIPE_INVALID: {
    means: 'A recipe has several problems; each is listed with its own code.',
    cure: 'Correct them; each is an error of its own in `cause.errors`.',
  },
  KD_E_RECIPE_TOO_BIG: {
    means: 'A recipe is longer than 1 MiB or holds more than 100,000 values.',
    cure: 'Keep data out of the recipe; a recipe only names it.',
  },
  KD_E_RECIPE_TOO_DEEP: { means: 'Maps and lists of a recipe stand more than 64 deep.', cure: 'Flatten the recipe.' },
  KD_E_RECIPE_ALIAS: { means: 'A recipe uses a YAML anchor or alias.', cure: 'Write the value out; `compare` and `extends` share what is common.' },
  KD_E_RECIPE_TAG: { means: 'A recipe uses a YAML tag.', cure: 'Remove the tag; a recipe holds plain data only.' },
  KD_E_RECIPE_DOCUMENTS: { means: 'A file holds more than one YAML document.', cure: 'Keep one recipe per file.' },
  KD_E_RECIPE_SYNTAX: { means: 'A recipe is not well-formed YAML or JSON.', cure: 'Correct the line; indentation and quotes are the usual causes.' },
  KD_E_RECIPE_KEY: { means: 'A key is not a plain name, or a name that is refused.', cure: 'Rename the key.' },
  KD_E_RECIPE_DUPLICATE_KEY: { means: 'A key stands twice in one map.', cure: 'Keep one of the two.' },
  KD_E_RECIPE_NUMBER: { means: 'A number is not finite.', cure: 'Write a finite number.' },
  KD_E_RECIPE_NOT_DATA: {
    means: 'A recipe object holds something that is not data.',
    cure: 'Use numbers, strings, booleans, lists and plain objects; name a contribution by its id.',
  },
  KD_E_RECIPE_UNKNOWN_KEY: { means: 'A recipe has a key that means nothing there.', cure: 'Use a valid key.' },
  KD_E_RECIPE_MISSING: { means: 'A recipe lacks a key that it needs.', cure: 'Add the key.' },
  KD_E_RECIPE_VALUE: { means: 'A value of a recipe has the wrong type or range.', cure: 'Correct the value.' },
  KD_E_RECIPE_NAME: {
    means: 'A name that becomes a folder or a column is not allowed.',
    cure: 'Use lower-case letters, digits and `-`, at most 64 characters.',
  },
  KD_E_RECIPE_CONFLICT: { means: 'Two keys of a recipe contradict each other.', cure: 'Keep one of them.' },
  KD_E_RECIPE_PRESET: { means: '`extends` names a preset that does not exist.', cure: 'Use a preset that exists, or write its keys out.' },
  KD_E_RECIPE_SETTING: { means: 'A setting `a.b=c` cannot be applied.', cure: 'Write the path of a recipe key, `=`, and a value.' },
  KD_E_RECIPE_ID: { means: 'A recipe names an id that no loaded plugin brings.', cure: 'Use a registered id, or add the plugin that brings it to `plugins:`.' },
  KD_E_RECIPE_OPTIONS: { means: 'The options of a choice do not fit its schema.', cure: 'Correct the option that is named.' },
  KD_E_RECIPE_CHOICE: { means: 'A contribution refused to be made with these options.', cure: 'See the cause.' },
} as const satisfies ErrorTable;
