// A maker over a list of contributions, for tests: no plugins, no container, so contributions with needs are refused.
import { type Axis, type AxisMap, type Choice, type Contribution, checkOptions, expectedName, type Maker, retortError } from '@retort/kernel';

/** Validates options like the kernel's own. Throws `KD_E_ID_UNKNOWN`, `KD_E_OPTIONS_INVALID` or `KD_E_TOKEN_UNKNOWN`. */
export function makerOf(contributions: readonly Contribution[]): Maker {
  const list = <A extends Axis>(axis: A) => contributions.filter((one): one is Contribution<A> => one.axis === axis);
  const get = <A extends Axis>(axis: A, id: string): Contribution<A> => {
    const found = list(axis).find((one) => one.id === id);
    if (found !== undefined) return found;
    const ids = list(axis).map((one) => one.id);
    throw retortError('KD_E_ID_UNKNOWN', { what: `no ${axis} has the id "${id}"`, expected: expectedName(id, ids) });
  };
  return {
    list,
    get,
    make<A extends Axis>(axis: A, choice: Choice): AxisMap[A] {
      const { id, ...options } = typeof choice === 'string' ? { id: choice } : choice;
      const contribution = get(axis, id);
      const needed = Object.values(contribution.needs)[0];
      if (needed !== undefined)
        throw retortError('KD_E_TOKEN_UNKNOWN', { what: `${axis} "${id}" needs token "${needed.name}"`, action: 'Test it with a kernel.' });
      return contribution.create(checkOptions(contribution.options, options, `${axis} "${id}"`), {});
    },
  };
}
