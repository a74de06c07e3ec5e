// Which contribution has which id, and whose it is. Maps all the way: a name of Object.prototype is never found.
import { axes } from '../define/axis-list.ts';
import type { Axis, Contribution } from '../define/contribution.ts';
import { retortError } from '../error/error-table.ts';
import { expectedName } from '../error/nearest.ts';

interface Registered<A extends Axis = Axis> {
  readonly contribution: Contribution<A>;
  readonly owner: string;
}

export class Registry {
  readonly #byAxis: ReadonlyMap<Axis, Map<string, Registered>> = new Map(axes.map((axis) => [axis, new Map()]));

  /** Throws `KD_E_DUPLICATE` naming both owners; or, with `override`, `KD_E_ID_UNKNOWN` where there is nothing to override. */
  add(contribution: Contribution, owner: string, override: boolean): void {
    const { axis, id } = contribution;
    const ids = this.#idsOf(axis);
    const present = ids.get(id);
    if (override && present === undefined)
      throw retortError('KD_E_ID_UNKNOWN', {
        what: `plugin "${owner}" overrides ${axis} "${id}", which nobody registered before it`,
        expected: expectedName(id, ids.keys()),
        action: 'Name the plugin that brings it in `requires`, so that it is set up first, or leave out `override`.',
      });
    if (!override && present !== undefined)
      throw retortError('KD_E_DUPLICATE', { what: `plugins "${present.owner}" and "${owner}" both bring ${axis} "${id}"` });
    ids.set(id, { contribution, owner });
  }

  /** Throws `KD_E_ID_UNKNOWN`. */
  get<A extends Axis>(axis: A, id: string, where?: string): Registered<A> {
    const ids = this.#idsOf(axis, where);
    const found = ids.get(id);
    if (found === undefined)
      throw retortError('KD_E_ID_UNKNOWN', {
        what: `no ${axis} has the id ${JSON.stringify(id)}`,
        expected: expectedName(String(id), ids.keys()),
        ...(where === undefined ? {} : { where }),
      });
    return found as Registered<A>;
  }

  list<A extends Axis>(axis: A): readonly Contribution<A>[] {
    return [...this.#idsOf(axis).values()].map(({ contribution }) => contribution as Contribution<A>);
  }

  ownedBy(owner: string): readonly { readonly axis: Axis; readonly id: string }[] {
    return [...this.#byAxis].flatMap(([axis, ids]) => [...ids].filter(([, entry]) => entry.owner === owner).map(([id]) => ({ axis, id })));
  }

  #idsOf(axis: Axis, where?: string): Map<string, Registered> {
    const ids = this.#byAxis.get(axis);
    if (ids !== undefined) return ids;
    throw retortError('KD_E_ID_UNKNOWN', {
      what: `there is no axis ${JSON.stringify(axis)}`,
      expected: expectedName(String(axis), axes),
      ...(where === undefined ? {} : { where }),
      action: 'Use one of the axes.',
    });
  }
}
