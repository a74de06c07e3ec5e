// Checks a tensor's shape against a specification and binds its sizes by name. The letters are those of the docstrings.
import { retortError, type Tensor } from '@retort/kernel';

type Word<S extends string> = S extends `${infer Head} ${infer Tail}` ? Word<Head> | Word<Tail> : S extends '' | '...' | `${number}` ? never : S;

/** The sizes a specification binds. A specification that is not a literal may bind any name. */
export type Sizes<S extends string> = string extends S ? Record<string, number> : { readonly [K in Word<S>]: number };

const WORD = /^(?:[A-Za-z][A-Za-z0-9_]*|[0-9]+)$/;
const parsed = new Map<string, { readonly words: readonly string[]; readonly open: boolean }>();

/**
 * Binds the sizes of `x` to the names in `spec`, or throws.
 *
 * @param spec - one word per axis: a name binds, a repeated name must be equal, a number must match; a last `...` allows
 *   any further axes. `'B H W 3'`, `'B ...'`, `'N N'`.
 * @param what - what the tensor is, for the message: `'student map'`.
 * @example const { B, C } = shape(logits, 'B C', 'student logits');
 * @throws KD_E_TENSOR_SHAPE naming what was expected and received; KD_E_TENSOR_SHAPE_SPEC for an unreadable `spec`.
 */
export function shape<const S extends string>(x: Tensor, spec: S, what: string): Sizes<S> {
  const { words, open } = parse(spec);
  const sizes: Record<string, number> = {};
  let fits = open ? x.shape.length >= words.length : x.shape.length === words.length;
  for (let axis = 0; fits && axis < words.length; axis++) {
    const word = words[axis] as string;
    const size = x.shape[axis] as number;
    const wanted = /^[0-9]/.test(word) ? Number(word) : (sizes[word] ?? size);
    fits = size === wanted;
    sizes[word] = size;
  }
  if (!fits)
    throw retortError('KD_E_TENSOR_SHAPE', {
      what: `the shape of the ${what}`,
      expected: `[${spec.trim().split(/\s+/).join(', ')}]`,
      received: `[${x.shape.join(', ')}]`,
    });
  return sizes as Sizes<S>;
}

/** Throws `KD_E_TENSOR_SHAPE` unless both have one shape. */
export function sameShape(a: Tensor, b: Tensor, what: string): void {
  if (a.shape.length === b.shape.length && a.shape.every((size, axis) => size === b.shape[axis])) return;
  throw retortError('KD_E_TENSOR_SHAPE', {
    what: `the shapes of ${what}`,
    expected: `[${a.shape.join(', ')}] twice`,
    received: `[${b.shape.join(', ')}] as the second`,
  });
}

function parse(spec: string) {
  const known = parsed.get(spec);
  if (known !== undefined) return known;
  const all = spec.split(/\s+/).filter((word) => word !== '');
  const open = all.at(-1) === '...';
  const words = open ? all.slice(0, -1) : all;
  const bad = words.find((word) => !WORD.test(word) || word in Object.prototype);
  if (bad !== undefined) throw retortError('KD_E_TENSOR_SHAPE_SPEC', { what: `the shape specification "${spec}"`, received: `"${bad}"` });
  const entry = { words, open };
  parsed.set(spec, entry);
  return entry;
}
