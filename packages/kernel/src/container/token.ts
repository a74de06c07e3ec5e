// Typed tokens: one value is the name and the type of a thing that a container can give.

export interface Token<T> {
  readonly name: string;
  readonly key: symbol;
  /** Carries the type; never present. */
  readonly _type?: () => T;
}

/** The same name gives the same token, across copies of this package. */
export function token<T>(name: string): Token<T> {
  return Object.freeze({ name, key: Symbol.for(`@retort/token/${name}`) });
}

/** Tokens by local name, as a contribution states its needs. */
export type Needs = Readonly<Record<string, Token<unknown>>>;

/** What those tokens resolve to. */
export type Resolved<N extends Needs> = { readonly [K in keyof N]: N[K] extends Token<infer T> ? T : never };
