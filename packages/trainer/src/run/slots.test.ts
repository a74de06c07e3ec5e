// First weights of new slots: from nowhere, from an earlier slot, from the teacher; and copies.
import { defineFamily, type ModelBuild, type Student } from '@retort/kernel';
import { liveCount, mul, randomStream, readAll } from '@retort/tensor';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { CLASSES, SHAPE, tinyKernel } from '../../test/tiny-stage.ts';
import { type SingleTeacher, Slots } from './slots.ts';

const seen: ModelBuild[] = [];
const watching = defineFamily({
  id: 'watching',
  summary: 'an mlp that tells how it is built',
  create: () => ({
    build(build) {
      seen.push(build);
      return maker.make('family', small).build(build);
    },
  }),
});
const maker = await tinyKernel(watching);
afterAll(() => maker.dispose());
const small = { id: 'mlp', hidden: [3], batchNorm: true };

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});
afterEach(() => {
  expect(liveCount()).toEqual(before);
});

const slotsOf = (teacher?: SingleTeacher) => new Slots({ maker, random: randomStream(1, 'init'), inputShape: SHAPE, classes: CLASSES, teacher });
const read = (student: Student) => readAll({ ...student.trainables(), ...student.statistics() });
const double = (student: Student): void => {
  for (const variable of Object.values({ ...student.trainables(), ...student.statistics() })) {
    const twice = mul(variable, 2);
    variable.assign(twice as typeof variable);
    twice.dispose();
  }
};

test('a new slot starts from an earlier one, statistics included, and then goes its own way; an old one keeps what it has', async () => {
  const slots = slotsOf();
  const one = await slots.open({ slot: 'one', model: small }, 'one');
  double(one);
  const start = await read(one);
  const two = await slots.open({ slot: 'two', model: small, from: { kind: 'slot', slot: 'one' } }, 'two');
  expect(await read(two)).toEqual(start);
  expect(Object.keys(start)).toContain('hidden1-norm/moving_mean');
  double(one);
  expect(await read(two)).toEqual(start);
  expect(await slots.open({ slot: 'two', model: small, from: { kind: 'slot', slot: 'one' } }, 'two')).toBe(two);
  expect(await read(two)).toEqual(start);
  slots.dispose();
});

test('without `from` the weights follow from the name of the slot alone', async () => {
  const [a, b] = [slotsOf(), slotsOf()];
  await b.open({ slot: 'other', model: small }, 'other');
  expect(await read(await a.open({ slot: 'one', model: small }, 'one'))).toEqual(await read(await b.open({ slot: 'one', model: small }, 'one')));
  a.dispose();
  b.dispose();
});

test('from the teacher, where it is one model; a network being built is shown it', async () => {
  const teachers = slotsOf();
  const student = await teachers.open({ slot: 'teacher', model: small }, 'teacher');
  const slots = slotsOf({ student, model: small });
  expect(await read(await slots.open({ slot: 'one', model: small, from: { kind: 'teacher' } }, 'one'))).toEqual(await read(student));
  await slots.open({ slot: 'two', model: 'watching' }, 'two');
  expect(seen.at(-1)?.teacher).toBe(student);
  slots.dispose();
  await teachers.open({ slot: 'two', model: 'watching' }, 'two');
  expect(seen.at(-1)).not.toHaveProperty('teacher');
  await expect(teachers.open({ slot: 'three', model: small, from: { kind: 'teacher' } }, 'three')).rejects.toMatchObject({ code: 'KD_E_RUN_FROM' });
  teachers.dispose();
});

test('weights of another model are refused, naming both and the first difference', async () => {
  const slots = slotsOf();
  await slots.open({ slot: 'one', model: small }, 'one');
  const wide = { id: 'mlp', hidden: [5], batchNorm: true };
  await expect(slots.open({ slot: 'two', model: wide, from: { kind: 'slot', slot: 'one' } }, 'the student')).rejects.toThrow(
    'the student: the weights of slot "one" ({"id":"mlp","hidden":[3],"batchNorm":true}) do not fit slot "two" ({"id":"mlp","hidden":[5],"batchNorm":true}). Expected "hidden1-dense/kernel" [4, 5]. Received [4, 3].',
  );
  const deep = { id: 'mlp', hidden: [3, 3] };
  await expect(slots.open({ slot: 'two', model: deep, from: { kind: 'slot', slot: 'one' } }, 'x')).rejects.toMatchObject({ code: 'KD_E_RUN_FROM' });
  await expect(slots.open({ slot: 'two', model: small, from: { kind: 'slot', slot: 'none' } }, 'x')).rejects.toMatchObject({ code: 'KD_E_RUN_STAGE' });
  expect(slots.names).toEqual(['one']);
  slots.dispose();
});

test('a copy is as the other is now, whatever was there; of another model it is refused', async () => {
  const slots = slotsOf();
  const one = await slots.open({ slot: 'one', model: small }, 'one');
  const copy = await slots.copy('copy', 'one', 'a shadow');
  expect(await read(copy)).toEqual(await read(one));
  double(one);
  expect(await slots.copy('copy', 'one', 'a shadow')).toBe(copy);
  expect(await read(copy)).toEqual(await read(one));
  await slots.open({ slot: 'wide', model: { id: 'mlp', hidden: [5] } }, 'wide');
  await expect(slots.copy('wide', 'one', 'a shadow')).rejects.toMatchObject({ code: 'KD_E_RUN_FROM' });
  slots.dispose();
});

test('a slot as a teacher stays the slot’s', async () => {
  const slots = slotsOf();
  const one = await slots.open({ slot: 'one', model: small }, 'one');
  const teacher = slots.teacher('one', 'teacher');
  // Without a digest nobody could keep its answers.
  expect(await teacher.digest!()).toMatch(/./);
  teacher.dispose();
  expect(Object.keys(await read(one))).toHaveLength(7);
  slots.dispose();
});
