// YAML (and JSON, which is YAML) to plain data with places. Refuses what is too large before building anything, and
// every feature of YAML that is more than data: aliases, anchors, tags, merge keys, several documents.
import { retortError } from '@retort/kernel';
import { Composer, CST, type Document, Lexer, LineCounter, type Node, Parser } from 'yaml';
import { caps } from './caps.ts';
import { type NodeReading, readNode } from './read-node.ts';

/** Throws `KD_E_RECIPE_*` with `name:line:column`. */
export function readText(text: string, name: string): NodeReading & { readonly lines: LineCounter } {
  if (text.length > caps.bytes || new TextEncoder().encode(text).length > caps.bytes)
    throw retortError('KD_E_RECIPE_TOO_BIG', {
      where: name,
      what: 'the recipe',
      expected: `at most ${caps.bytes} bytes`,
      received: `${text.length} characters`,
    });
  const lines = countLines(text);
  const at = (offset: number): string => whereIs(lines, name, offset);
  // Keys that stand twice are found in readNode: the library's own check takes quadratic time.
  const [document, second] = [...new Composer({ version: '1.2', schema: 'core', merge: false, uniqueKeys: false }).compose(tokens(text, at))];
  const broken = document?.errors[0] ?? document?.warnings[0];
  if (broken !== undefined) throw retortError('KD_E_RECIPE_SYNTAX', { where: at(broken.pos[0]), what: firstLine(broken.message), cause: broken });
  if (second !== undefined) throw retortError('KD_E_RECIPE_DOCUMENTS', { where: at(second.range[0]), what: 'a second document starts here' });
  return { ...readNode(contents(document, at), at), lines };
}

/** `recipe.yaml:12:5`, counted from 1. */
export function whereIs(lines: LineCounter, name: string, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${name}:${line}:${col}`;
}

function contents(document: Document.Parsed | undefined, at: (offset: number) => string): Node {
  if (document?.contents == null) throw retortError('KD_E_RECIPE_SYNTAX', { where: at(0), what: 'the recipe is empty' });
  return document.contents;
}

/** Feeds the parser one lexeme at a time and stops at the first cap, so a bomb costs no more than its fuse. */
function tokens(text: string, at: (offset: number) => string): CST.Token[] {
  const parser = new Parser();
  const found: CST.Token[] = [];
  let nodes = 0;
  let scalarNext = false;
  for (const lexeme of new Lexer().lex(text)) {
    const type: CST.TokenType | null | undefined = scalarNext ? undefined : CST.tokenType(lexeme);
    scalarNext = type === 'scalar';
    const { offset } = parser;
    refuse(type, at, offset);
    if (type !== undefined && type !== null && counted.has(type)) nodes += 1;
    if (nodes > caps.nodes) throw retortError('KD_E_RECIPE_TOO_BIG', { where: at(offset), what: 'the number of values', expected: `at most ${caps.nodes}` });
    for (const token of parser.next(lexeme)) found.push(token);
    if (parser.stack.length > caps.depth && parser.stack.filter(isCollection).length > caps.depth)
      throw retortError('KD_E_RECIPE_TOO_DEEP', { where: at(offset), what: 'maps and lists inside each other', expected: `at most ${caps.depth}` });
  }
  for (const token of parser.end()) found.push(token);
  return found;
}

const counted: ReadonlySet<CST.TokenType> = new Set([
  'scalar',
  'single-quoted-scalar',
  'double-quoted-scalar',
  'flow-map-start',
  'flow-seq-start',
  'seq-item-ind',
]);

const isCollection = (token: CST.Token): boolean => token.type === 'block-map' || token.type === 'block-seq' || token.type === 'flow-collection';

function refuse(type: CST.TokenType | null | undefined, at: (offset: number) => string, offset: number): void {
  if (type === 'alias' || type === 'anchor') throw retortError('KD_E_RECIPE_ALIAS', { where: at(offset), what: `an ${type}` });
  if (type === 'tag') throw retortError('KD_E_RECIPE_TAG', { where: at(offset), what: 'a tag' });
}

function countLines(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lines.addNewLine(end + 1);
  return lines;
}

const firstLine = (message: string): string => message.split('\n', 1)[0]!;
