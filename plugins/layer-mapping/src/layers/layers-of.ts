// The layers of each side that a mapping chooses from, in the order of the network: the ones it is told, or those that the model
// counts. Logits, an exit's included (`exit1/logits`), are never layers. The one place that knows how a committee names its members' taps is members-of.ts.
import { expectedName, type MappingSides, retortError, type Shape, type TapName, type TapShapes } from '@retort/kernel';
import type { LayerOptions } from './layer-options.ts';
import { membersOf } from './members-of.ts';

const LOGITS = /(?:^|\/)logits$/;

export interface Layer {
  readonly tap: TapName;
  /** The tap's name within its member. */
  readonly name: string;
  readonly shape: Shape;
}

/** The layers of one model: the student, the teacher, or one member of a committee. */
export interface LayerList {
  readonly member?: string;
  readonly layers: readonly Layer[];
  /** Every tap but the logits. */
  readonly all: readonly Layer[];
}

/** @throws KD_E_TAP_UNKNOWN, KD_E_MAPPING_NO_TAP */
export function studentLayers({ student, layers }: MappingSides, { student: named }: LayerOptions): LayerList {
  const list = listOf(student, [...student.keys()], layers?.student);
  return narrowed([list], named, 'student')[0]!;
}

/** One list, or one for each member of a committee. @throws KD_E_TAP_UNKNOWN, KD_E_MAPPING_NO_TAP, KD_E_MAPPING_MEMBER */
export function teacherLayers({ teacher, layers }: MappingSides, { teacher: named, of }: LayerOptions): readonly LayerList[] {
  const members = membersOf(teacher.keys());
  if (of !== undefined && members?.has(of) !== true)
    throw retortError('KD_E_MAPPING_MEMBER', {
      what: 'the member of a committee in a mapping',
      expected: members === undefined ? 'a teacher of several members' : expectedName(of, members.keys()),
      received: `"${of}"`,
    });
  const lists =
    members === undefined
      ? [listOf(teacher, [...teacher.keys()], layers?.teacher)]
      : [...members].filter(([member]) => of === undefined || member === of).map(([member, taps]) => listOf(teacher, taps, layers?.teacher, member));
  return narrowed(lists, named, 'teacher');
}

function listOf(taps: TapShapes, own: readonly TapName[], counted: readonly TapName[] | undefined, member?: string): LayerList {
  const lead = member === undefined ? '' : `${member}/`;
  const all = own.map((tap) => ({ tap, name: tap.slice(lead.length), shape: taps.get(tap)! })).filter(({ name }) => !LOGITS.test(name));
  return { ...(member === undefined ? {} : { member }), all, layers: counted === undefined ? all : all.filter(({ tap }) => counted.includes(tap)) };
}

/** Only the named ones, where any are; a list that none is of is left out. */
function narrowed(lists: readonly LayerList[], named: readonly string[] | undefined, side: 'student' | 'teacher'): readonly LayerList[] {
  if (named === undefined) {
    for (const { member, layers } of lists) if (layers.length === 0) throw noLayer(member === undefined ? `the ${side}` : `the member "${member}"`);
    return lists;
  }
  const matches = ({ tap, name }: Layer, wanted: string) => tap === wanted || name === wanted;
  const known = lists.flatMap(({ all }) => all);
  const wrong = named.find((wanted) => !known.some((layer) => matches(layer, wanted)));
  if (wrong !== undefined)
    throw retortError('KD_E_TAP_UNKNOWN', {
      what: `a layer of the ${side} in a mapping`,
      expected: expectedName(wrong, new Set(known.flatMap(({ tap, name }) => [name, tap]))),
      received: `"${wrong}"`,
    });
  return lists
    .map((list) => ({ ...list, layers: list.all.filter((layer) => named.some((wanted) => matches(layer, wanted))) }))
    .filter(({ layers }) => layers.length > 0);
}

function noLayer(what: string) {
  return retortError('KD_E_MAPPING_NO_TAP', { what, expected: 'a layer besides the logits', received: 'none' });
}
