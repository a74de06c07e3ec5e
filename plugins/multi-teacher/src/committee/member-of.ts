// One member of a committee as a teacher source describes it, with the wrappers around it.
import { type Choice, type Maker, type MemberSpec, retortError } from '@retort/kernel';
import type { MemberOptions } from './committee-options.ts';

type Wrap = NonNullable<MemberSpec['wrap']>;

/** @throws KD_E_ID_UNKNOWN, KD_E_OPTIONS_INVALID for a wrapper that is none */
export function memberOf(name: string, { model, training, classes, wrap }: MemberOptions, maker: Maker): MemberSpec {
  const choices = wrap === undefined ? [] : Array.isArray(wrap) ? wrap : [wrap];
  const wraps = choices.map((choice) => wrapOf(choice, model, maker, `members.${name}.wrap`));
  return {
    name,
    model,
    ...(training === undefined ? {} : { training }),
    ...(classes === undefined ? {} : { classes }),
    ...(wraps.length === 0 ? {} : { wrap: (member, random) => wraps.reduce((inner, each, place) => each(inner, random.child(`${place}`)), member) }),
  };
}

/** A wrapper is a teacher source around a teacher: here around this model, which the committee makes. */
function wrapOf(choice: Choice, model: Choice, maker: Maker, where: string): Wrap {
  const { id, ...options } = typeof choice === 'string' ? { id: choice } : choice;
  const source = maker.make('teacher', { id, ...options, teacher: { id: 'model', model } }, where);
  if (source.wrap === undefined)
    throw retortError('KD_E_OPTIONS_INVALID', { what: where, expected: 'a teacher around a teacher, such as `noisy`', received: `"${id}"` });
  return source.wrap;
}
