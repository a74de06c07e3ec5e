// The header of a .npy file: a Python dictionary with exactly the keys descr, fortran_order and shape.
import { retortError } from '@retort/kernel';

export interface NpyHeader {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

const TOKEN = /\s*('[^'\\\n]*'|[{}():,]|True|False|\d+)\s*/y;
const FORM = "{'descr': '<f4', 'fortran_order': False, 'shape': (60000, 784)}";

/** Accepts what numpy writes and nothing else: quoted strings, True, False, a tuple of whole numbers. Throws `KD_E_DATA_NPY`. */
export function parseNpyHeader(text: string, where: string): NpyHeader {
  const refuse = (): Error => retortError('KD_E_DATA_NPY', { what: 'the header of the file', where, expected: FORM, received: text.trim().slice(0, 120) });
  const tokens = tokenise(text, refuse);
  let at = 0;
  const take = (expected?: string): string => {
    const token = tokens[at];
    if (token === undefined || (expected !== undefined && token !== expected)) throw refuse();
    at += 1;
    return token;
  };
  const fields = new Map<string, string | number[]>();
  take('{');
  while (tokens[at] !== '}') {
    const key = take();
    take(':');
    if (fields.has(key)) throw refuse();
    fields.set(key, tokens[at] === '(' ? tuple() : take());
    if (tokens[at] !== '}') take(',');
  }
  take('}');
  if (at !== tokens.length) throw refuse();

  function tuple(): number[] {
    const sizes: number[] = [];
    take('(');
    while (tokens[at] !== ')') {
      const size = take();
      if (!/^\d+$/.test(size) || !Number.isSafeInteger(Number(size))) throw refuse();
      sizes.push(Number(size));
      if (tokens[at] !== ')') take(',');
    }
    take(')');
    return sizes;
  }

  const [descr, order, shape] = [fields.get("'descr'"), fields.get("'fortran_order'"), fields.get("'shape'")];
  if (fields.size !== 3 || typeof descr !== 'string' || !descr.startsWith("'") || (order !== 'True' && order !== 'False') || !Array.isArray(shape))
    throw refuse();
  return { descr: descr.slice(1, -1), fortranOrder: order === 'True', shape };
}

/** Throws where a character belongs to no token. */
function tokenise(text: string, refuse: () => Error): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) throw refuse();
    tokens.push(match[1]!);
  }
  return tokens;
}
