// What fixtures write among a method's options although it is not an option of ours but a fact: a convention that our
// definition states. A case that states another convention is not a case of our method.
import { retortError } from '@retort/kernel';

const facts: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map<string, Readonly<Record<string, unknown>>>([
  ['kd', { reduction: 'batchmean', T2: true }],
  ['logit-standardization-kd', { eps: 1e-7 }],
]);

/** The options that the knowledge itself takes. @throws KD_E_CONFORMANCE_CASE where a stated fact is not ours. */
export function ownOptions(method: string, options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const stated = new Map(Object.entries(facts.get(method) ?? {}));
  return Object.fromEntries(
    Object.entries(options).filter(([name, value]) => {
      if (!stated.has(name)) return true;
      if (stated.get(name) === value) return false;
      throw retortError('KD_E_CONFORMANCE_CASE', {
        what: `the convention "${name}" of the method "${method}"`,
        expected: JSON.stringify(stated.get(name)),
        received: JSON.stringify(value),
      });
    }),
  );
}
