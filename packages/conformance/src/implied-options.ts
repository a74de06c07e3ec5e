// What a fixture says of a method's options without naming them: sizes that its parameters have, and the form that its
// references compute where ours has several.
import type { FixtureCase } from './fixture.ts';

type Parameters = FixtureCase['parameters'];
type Implied = (parameters: Parameters) => Readonly<Record<string, unknown>>;

const implied: ReadonlyMap<string, Implied> = new Map<string, Implied>([
  // The regressor's width: outputs of its first convolution, written `[out, in, 1, 1]`.
  ['vid', ({ conv0 }) => (conv0 === undefined ? {} : { width: conv0.shape[0] })],
  // RepDistiller's loss, over samples that are already embedded; our default is the kernel of the paper.
  ['correlation-congruence', () => ({ form: 'consecutive', embedding: 0 })],
]);

export function impliedOptions({ method, parameters }: FixtureCase): Readonly<Record<string, unknown>> {
  return implied.get(method)?.(parameters) ?? {};
}
