// What a committee offers to a mapping: its own logits, and every tap of every member under `member/tap`.
import { expectedName, retortError, type Shape, type TapName, type Tapped } from '@retort/kernel';

export type Members = Readonly<Record<string, Pick<Tapped, 'taps' | 'layers' | 'shapeOf' | 'classes'>>>;

export function committeeTaps(members: Members): Pick<Tapped, 'taps' | 'layers' | 'shapeOf' | 'classes'> {
  const entries = Object.entries(members);
  const { classes } = entries[0]![1];
  const taps = ['logits', ...entries.flatMap(([name, member]) => member.taps.map((tap) => `${name}/${tap}`))];
  const layersOf = ({ taps: all, layers }: Pick<Tapped, 'taps' | 'layers'>) => layers ?? all.filter((tap) => tap !== 'logits');
  return {
    taps,
    layers: entries.flatMap(([name, member]) => layersOf(member).map((tap) => `${name}/${tap}`)),
    classes,
    shapeOf(tap): Shape {
      if (tap === 'logits') return [classes];
      const { member, inner } = splitTap(tap);
      if (member === undefined || !Object.hasOwn(members, member))
        throw retortError('KD_E_TAP_UNKNOWN', { what: 'a tap of a committee', expected: expectedName(tap, taps), received: `"${tap}"` });
      return members[member]!.shapeOf(inner);
    },
  };
}

/** A member's name has no `/`, a tap may have. */
export function splitTap(tap: TapName): { readonly member: string | undefined; readonly inner: TapName } {
  const at = tap.indexOf('/');
  return at < 0 ? { member: undefined, inner: tap } : { member: tap.slice(0, at), inner: tap.slice(at + 1) };
}
