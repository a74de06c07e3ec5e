// Tells a committee's taps apart by member. A committee offers `logits` and every tap of every member as `member/tap`.
import type { TapName } from '@retort/kernel';

const LOGITS = 'logits';

/**
 * The members of a committee, each with its taps in the order of its network; `undefined` for one model. It is a committee where
 * every tap but `logits` begins with a name that has logits of its own. A member that is a committee itself is replaced by its
 * members, `outer/inner`.
 */
export function membersOf(taps: Iterable<TapName>): ReadonlyMap<string, readonly TapName[]> | undefined {
  const members = new Map<string, TapName[]>();
  for (const tap of taps) {
    if (tap === LOGITS) continue;
    const at = tap.indexOf('/');
    if (at < 0) return undefined;
    const member = tap.slice(0, at);
    members.set(member, [...(members.get(member) ?? []), tap.slice(at + 1)]);
  }
  if (members.size === 0 || ![...members.values()].every((own) => own.includes(LOGITS))) return undefined;
  return new Map(
    [...members].flatMap(([member, own]) => {
      const nested = membersOf(own) ?? new Map([['', own]]);
      return [...nested].map(([inner, names]) => [inner === '' ? member : `${member}/${inner}`, names.map((tap) => `${member}/${tap}`)] as const);
    }),
  );
}
