// What a fixture says of a method's options without naming them: sizes that its parameters have.
import type { FixtureCase } from './fixture.ts';

type Parameters = FixtureCase['parameters'];

const implied: ReadonlyMap<string, (parameters: Parameters) => Readonly<Record<string, unknown>>> = new Map([
  // The regressor's width: outputs of its first convolution, written `[out, in, 1, 1]`.
  ['vid', ({ conv0 }: Parameters) => (conv0 === undefined ? {} : { width: conv0.shape[0] })],
]);

export function impliedOptions({ method, parameters }: FixtureCase): Readonly<Record<string, unknown>> {
  return implied.get(method)?.(parameters) ?? {};
}
