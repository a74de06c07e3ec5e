// docs/errors.md as text: one section for each code, by area. Part of the tests, not of the package.
import type { ErrorTable } from '../src/error/entry.ts';

export interface ErrorArea {
  /** What its errors are about: `models`. */
  readonly title: string;
  readonly table: ErrorTable;
}

const HEAD = `# Errors

Every error that Retort throws says what is wrong, what was expected, what came and what to do, and ends with its code:

> objective.terms[0]: no knowledge has the id "kdd". Expected one of "kd", "rkd"; did you mean "kd"? Use a registered id, or add the plugin that brings it to \`plugins:\`. [KD_E_ID_UNKNOWN]

In code, test for one with \`RetortError.is(error, 'KD_E_ID_UNKNOWN')\`: unlike \`instanceof\` it holds across copies of a package.

This page is made from the error table (\`packages/kernel/src/error/table\`) by \`npm run docs:errors\`.
`;

export function errorPage(areas: readonly ErrorArea[]): string {
  const filled = areas.filter(({ table }) => Object.keys(table).length > 0);
  return [HEAD, ...filled.map(({ title, table }) => [`## Errors of ${title}\n`, ...Object.entries(table).map(section)].join('\n'))].join('\n');
}

/** The anchor is stated, so that a link holds wherever the page is shown. */
function section([code, { means, cure }]: [string, ErrorTable[string]]): string {
  return `<a id="${code.toLowerCase()}"></a>\n\n### ${code}\n\n${means}\n\n**What to do.** ${cure}\n`;
}
