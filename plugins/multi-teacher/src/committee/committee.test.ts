// What a committee is made of, and how wrong options are refused.
import { randomStream } from '@retort/tensor';
import { fromRows } from '@retort/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { ask, echo } from '../../test/batch.ts';
import { testKernel } from '../../test/kernel.ts';

const kernel = await testKernel();
afterAll(() => kernel.dispose());

const members = { big: { model: { id: 'mlp', hidden: [9] }, training: { epochs: 1 } }, small: { model: 'mlp' } };
const make = (options: object) => kernel.make('teacher', { id: 'committee', members, ...options });

describe('a source', () => {
  test('has the members in order, heard in the space of losses with equal weights', () => {
    const source = make({});
    expect(source).toEqual({
      members: [
        { name: 'big', model: { id: 'mlp', hidden: [9] }, training: { epochs: 1 } },
        { name: 'small', model: 'mlp' },
      ],
      merge: { space: 'loss', weights: 'fixed' },
    });
  });

  test('says how they are heard', () => {
    const weights = { id: 'entropy', normalise: true };
    expect(make({ space: 'probability', temperature: 4, weights }).merge).toEqual({ space: 'probability', temperature: 4, weights });
  });

  test('numbers by name, in any order, or in the order of the members are fixed weights', () => {
    for (const weights of [{ small: 1, big: 2 }, [2, 1]]) expect(make({ weights }).merge!.weights).toEqual({ id: 'fixed', weights: [2, 1] });
  });

  test('a specialist keeps its classes', () => {
    const source = make({ members: { ...members, odd: { model: 'mlp', classes: [1, '3'] } }, space: 'logit' });
    expect(source.members[2]).toEqual({ name: 'odd', model: 'mlp', classes: [1, '3'] });
  });

  test('a member may be wrapped, from the inside out', async () => {
    const wrap = [
      { id: 'noisy', std: 1, share: 1, relative: false },
      { id: 'subset', classes: [0] },
    ];
    const [member] = make({ members: { one: { model: 'mlp', wrap } } }).members;
    const wrapped = member!.wrap!(echo(2), randomStream(1, 'member'));
    expect(wrapped.covers).toEqual([0]);
    const { logits } = await ask(wrapped, fromRows([[1, 2]]));
    expect(logits[0]).not.toBe(1);
    // The noise stands inside: it does not reach what the subset leaves out.
    expect(logits[1]).toBe(-1e9);
    const alone = make({ members: { one: { model: 'mlp', wrap: wrap[1] } } }).members[0]!.wrap!(echo(2), randomStream(1, 'member'));
    expect((await ask(alone, fromRows([[1, 2]]))).logits).toEqual([1, -1e9]);
  });
});

describe('a member that is a teacher of its own', () => {
  const alone = (member: object) => make({ members: { theirs: member } }).members[0]!;

  test('is the only member of that teacher, under the name it has here: built or opened', () => {
    expect(alone({ teacher: { model: 'mlp' } })).toEqual({ name: 'theirs', model: 'mlp' });
    const member = alone({ teacher: 'opened' });
    expect(member).toMatchObject({ name: 'theirs', open: expect.any(Function) });
    expect(member).not.toHaveProperty('model');
    expect(member).not.toHaveProperty('wrap');
  });

  test('stands behind the wrappers of that teacher, then behind those that are given here', async () => {
    const subset = { id: 'subset', classes: [0] };
    const noisy = { id: 'noisy', std: 1, share: 1, relative: false };
    const nested = { teacher: { ...subset, teacher: { ...noisy, teacher: 'opened' } } };
    const answers = async (member: object) => {
      const { wrap } = alone(member);
      return (await ask(wrap!(echo(2), randomStream(1, 'member')), fromRows([[1, 2]]))).logits;
    };
    for (const member of [nested, { teacher: { ...noisy, teacher: 'opened' }, wrap: subset }, { teacher: 'opened', wrap: [noisy, subset] }]) {
      const [first, second] = await answers(member);
      expect(first).not.toBe(1);
      expect(second).toBe(-1e9);
      expect(await answers(member)).toEqual([first, second]);
    }
    // The other way round the noise reaches what the subset leaves out.
    const relative = { ...noisy, relative: true };
    expect((await answers({ teacher: 'opened', wrap: [subset, relative] }))[1]).not.toBe(-1e9);
    expect((await answers({ teacher: 'opened', wrap: [relative, subset] }))[1]).toBe(-1e9);
  });
});

describe('is refused', () => {
  test.each([
    ['no member', { members: {} }, /at least one member/],
    ['a name that cannot lead taps', { members: { 'a/b': members.small } }, /lower-case/],
    ['a name with a meaning of its own', { members: { training: members.small } }, /other than `training`/],
    ['a member without a model', { members: { one: {} } }, /members\.one\.model/],
    ['an option that a member does not have', { members: { one: { model: 'mlp', trainin: {} } } }, /trainin/],
    ['a model and a teacher', { members: { one: { model: 'mlp', teacher: 'opened' } } }, /members\.one\.model: expected a `model` or a `teacher`/],
    ['training of a teacher', { members: { one: { teacher: 'opened', training: {} } } }, /members\.one\.training: goes with a `model`/],
    ['classes of a teacher', { members: { one: { teacher: 'opened', classes: [0] } } }, /members\.one\.classes: goes with a `model`/],
    ['a teacher of several members', { members: { one: { teacher: 'sealed' } } }, /members\.one\.teacher.*one member.*2 members/],
    [
      'a committee in a committee',
      { members: { one: { teacher: { id: 'committee', members: { two: { model: 'mlp' } } } } } },
      /members\.one\.teacher.*one member/,
    ],
    ['another space', { space: 'mean' }, /space/],
    ['a temperature in another space', { temperature: 4 }, /only the space `probability`.*`loss`/],
    ['a weight for nobody', { weights: { big: 1, small: 1, smal: 1 } }, /weights\.smal: no member has this name: big, small/],
    ['no weight for somebody', { weights: { big: 1 } }, /none for small/],
    ['too many weights', { weights: [1, 1, 1] }, /expected 2 numbers.*received 3/],
    ['a weight below 0', { weights: { big: -1, small: 1 } }, /weights/],
  ])('%s', (_, options, message) => {
    expect(() => make(options)).toThrow(message);
    expect(() => make(options)).toThrow('KD_E_OPTIONS_INVALID');
  });

  test('a wrapper that there is not, that is none, or whose options are wrong', () => {
    const wrapped = (wrap: unknown) => make({ members: { one: { model: 'mlp', wrap } } });
    expect(() => wrapped('nosy')).toThrow(/members\.one\.wrap.*"noisy".*KD_E_ID_UNKNOWN/s);
    expect(() => wrapped('model')).toThrow(/KD_E_OPTIONS_INVALID/);
    expect(() => make({ members: { one: { teacher: 'opened', wrap: 'model' } } })).toThrow(/KD_E_OPTIONS_INVALID/);
    expect(() => wrapped({ id: 'noisy', std: -1 })).toThrow(/std.*KD_E_OPTIONS_INVALID/s);
    expect(() => wrapped('subset')).toThrow(/classes.*KD_E_OPTIONS_INVALID/s);
  });
});
