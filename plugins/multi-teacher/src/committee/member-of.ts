// One member of a committee as a teacher source describes it, with the wrappers around it.
import { type Choice, type Maker, type MemberSpec, retortError, type TeacherSource } from '@retort/kernel';
import type { MemberOptions } from './committee-options.ts';

type Wrap = NonNullable<MemberSpec['wrap']>;

/** @throws KD_E_ID_UNKNOWN, KD_E_OPTIONS_INVALID for a wrapper that is none, and for a teacher of several members */
export function memberOf(name: string, { model, teacher, training, classes, wrap }: MemberOptions, maker: Maker): MemberSpec {
  const choices = wrap === undefined ? [] : Array.isArray(wrap) ? wrap : [wrap];
  if (teacher !== undefined) return memberOfSource(name, teacher, choices, maker);
  // The options say: where there is no teacher there is a model.
  const network = model as Choice;
  const wraps = choices.map((choice) => wrapOf(choice, { id: 'model', model: network }, maker, `members.${name}.wrap`).wrap);
  return {
    name,
    model: network,
    ...(training === undefined ? {} : { training }),
    ...(classes === undefined ? {} : { classes }),
    ...(wraps.length === 0 ? {} : { wrap: (member, random) => wraps.reduce((inner, each, place) => each(inner, random.child(`${place}`)), member) }),
  };
}

/** The only member of another source under this name, behind what that source, and the wrappers around it, put before it. */
function memberOfSource(name: string, teacher: Choice, choices: readonly Choice[], maker: Maker): MemberSpec {
  const where = `members.${name}.teacher`;
  let inner = teacher;
  let source = maker.make('teacher', inner, where);
  const [only, ...more] = source.members;
  if (only === undefined || more.length > 0 || source.merge !== undefined) {
    const received = `${source.members.length} members, heard together`;
    throw retortError('KD_E_OPTIONS_INVALID', { what: where, expected: 'a teacher of one member; name those of a committee here', received });
  }
  for (const choice of choices) {
    const around = wrapOf(choice, inner, maker, `members.${name}.wrap`);
    [inner, source] = [around.choice, around.source];
  }
  const { wrap } = source;
  if (wrap === undefined) return { ...only, name };
  const own: Wrap = (member, random) => wrap.call(source, only.wrap?.(member, random.child('member')) ?? member, random.child('wrap'));
  return { ...only, name, wrap: own };
}

interface Around {
  /** The wrapper with what it is around. */
  readonly choice: Choice;
  readonly source: TeacherSource;
  /** Everything that stands before the member. */
  readonly wrap: Wrap;
}

/** A wrapper is a teacher source around a teacher. Around a model, which the committee makes, its wrapper is all that counts. */
function wrapOf(choice: Choice, inner: Choice, maker: Maker, where: string): Around {
  const { id, ...options } = typeof choice === 'string' ? { id: choice } : choice;
  const around = { id, ...options, teacher: inner };
  const source = maker.make('teacher', around, where);
  if (source.wrap === undefined)
    throw retortError('KD_E_OPTIONS_INVALID', { what: where, expected: 'a teacher around a teacher, such as `noisy`', received: `"${id}"` });
  return { choice: around, source, wrap: source.wrap.bind(source) };
}
