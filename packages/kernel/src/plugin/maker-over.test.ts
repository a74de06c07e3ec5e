import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { token } from '../container/token.ts';
import type { Choice } from '../contract/clock.ts';
import { defineDataset, defineSchedule } from '../define/axes.ts';
import { axes } from '../define/axis-list.ts';
import { retortError } from '../error/error-table.ts';
import { createKernel } from './create-kernel.ts';
import { definePlugin } from './define-plugin.ts';
import type { Kernel } from './plugin.ts';

const RATE = token<number>('rate');
const EACH = token<object>('each');

const ramp = defineSchedule({
  id: 'ramp',
  summary: 'from one number to another',
  options: z.strictObject({ from: z.number(), to: z.number().default(1) }),
  create: ({ from, to }) => ({ at: ({ progress }) => from + (to - from) * progress }),
});
const scaled = defineSchedule({ id: 'scaled', summary: 'needs a token', needs: { rate: RATE }, create: (_, { rate }) => ({ at: () => rate }) });
const broken = defineSchedule({
  id: 'broken',
  summary: 'cannot be made',
  create: () => {
    throw new TypeError('boom');
  },
});
const coded = defineDataset({
  id: 'coded',
  summary: 'cannot be made and says why',
  create: () => {
    throw retortError('KD_E_ID_INVALID', { what: 'mine' });
  },
});

async function ready(): Promise<Kernel> {
  const plugin = definePlugin({
    name: 'p',
    version: '0.1.0',
    kernel: '^0.1.0',
    contributions: [ramp, scaled, broken, coded],
    setup: (context) => context.provide(EACH, { make: () => ({}), scope: 'run' }),
  });
  return createKernel({ plugins: [plugin()] }).ready();
}

const at = (progress: number) => ({ step: 0, epoch: 0, steps: 1, stepsPerEpoch: 1, progress });
const code = (value: string, message = /./) => expect.objectContaining({ code: value, message: expect.stringMatching(message) });

test('takes an id, or an id with options, and fills in defaults', async () => {
  const kernel = await ready();
  expect(kernel.make('schedule', { id: 'ramp', from: 3 }).at(at(0.5))).toBe(2);
  expect(kernel.make('schedule', { id: 'ramp', from: 3, to: 5 }).at(at(0.5))).toBe(4);
});

test('names the option that is wrong, and the place', async () => {
  const kernel = await ready();
  expect(() => kernel.make('schedule', { id: 'ramp', from: 'low' }, 'objective.terms[0].weight')).toThrow(
    code('KD_E_OPTIONS_INVALID', /^objective\.terms\[0\]\.weight: options of schedule "ramp": from: /),
  );
  expect(() => kernel.make('schedule', { id: 'ramp', form: 1 })).toThrow(code('KD_E_OPTIONS_INVALID', /did you mean "from"/));
  expect(() => kernel.make('schedule', { id: 'scaled', x: 1 }, 'here')).toThrow(code('KD_E_OPTIONS_INVALID', /^here: .*Expected no options. Received "x"/));
});

test('names the nearest id, and the place', async () => {
  const kernel = await ready();
  expect(() => kernel.make('schedule', 'rampp', 'here')).toThrow(code('KD_E_ID_UNKNOWN', /^here: no schedule has the id "rampp".*did you mean "ramp"/));
  expect(() => kernel.get('dataset', 'ramp')).toThrow(code('KD_E_ID_UNKNOWN', /one of "coded"/));
  expect(() => kernel.make('engine', 'cpu')).toThrow(code('KD_E_ID_UNKNOWN', /nothing is registered/));
});

test('finds nothing that Object.prototype owns, on any axis, in any form', async () => {
  const kernel = await ready();
  const names = Object.getOwnPropertyNames(Object.prototype);
  fc.assert(
    fc.property(fc.constantFrom(...axes), fc.constantFrom(...names), (axis, id) => {
      expect(() => kernel.get(axis, id)).toThrow(code('KD_E_ID_UNKNOWN'));
      expect(() => kernel.make(axis, id)).toThrow(code('KD_E_ID_UNKNOWN'));
      expect(() => kernel.make(axis, { id })).toThrow(code('KD_E_ID_UNKNOWN'));
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.constantFrom(...names), (axis) => {
      expect(() => kernel.get(axis as 'engine', 'ramp')).toThrow(code('KD_E_ID_UNKNOWN', /there is no axis/));
      expect(() => kernel.list(axis as 'engine')).toThrow(code('KD_E_ID_UNKNOWN'));
    }),
  );
});

test('an option of such a name is refused, not swallowed', async () => {
  const kernel = await ready();
  const choice = JSON.parse('{"id":"ramp","from":1,"__proto__":{"to":9}}') as Choice;
  expect(() => kernel.make('schedule', choice)).toThrow(code('KD_E_OPTIONS_INVALID', /__proto__/));
  expect(({} as { to?: number }).to).toBeUndefined();
});

test('refuses whatever is no choice', async () => {
  const kernel = await ready();
  const wrong = fc.oneof(fc.constant(undefined), fc.constant(null), fc.integer(), fc.boolean(), fc.array(fc.string()), fc.constant({}), fc.constant({ id: 1 }));
  fc.assert(
    fc.property(wrong, (choice) => {
      expect(() => kernel.make('schedule', choice as never, 'here')).toThrow(code('KD_E_CHOICE_INVALID', /^here: the choice of a schedule/));
    }),
  );
  expect(() => kernel.make('schedule', Object.create({ id: 'ramp' }))).toThrow(code('KD_E_CHOICE_INVALID'));
});

test('never throws anything uncoded, whatever the choice', async () => {
  const kernel = await ready();
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }), (choice) => {
      expect(() => kernel.make('schedule', choice as never)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^KD_E_/) }));
      expect(() => kernel.make('schedule', { id: 'ramp', from: choice, extra: choice })).toThrow(code('KD_E_OPTIONS_INVALID'));
    }),
    { numRuns: 500 },
  );
});

test('says which contribution needs a token that nobody provides', async () => {
  const kernel = await ready();
  expect(() => kernel.make('schedule', 'scaled', 'here')).toThrow(
    code('KD_E_TOKEN_UNKNOWN', /^here: nobody provides token "rate", which schedule "scaled" needs/),
  );
});

test('resolves needs where the run provides them', async () => {
  const run = (await ready()).run();
  run.container.provide(RATE, { value: 7 });
  expect(run.make('schedule', 'scaled').at(at(0))).toBe(7);
});

test('a run has its own of what has scope `run`, and disposes it', async () => {
  const kernel = await ready();
  const [one, two] = [kernel.run(), kernel.run()];
  expect(one.container.resolve(EACH)).toBe(one.container.resolve(EACH));
  expect(one.container.resolve(EACH)).not.toBe(two.container.resolve(EACH));
  expect(one.list('schedule')).toHaveLength(3);
  await one.dispose();
  expect(() => one.container.resolve(EACH)).toThrow(code('KD_E_CONTAINER_DISPOSED'));
  expect(two.container.resolve(EACH)).toBeTypeOf('object');
});

test('a factory that fails is named, with the cause; a coded error passes as it is', async () => {
  const kernel = await ready();
  expect(() => kernel.make('schedule', 'broken', 'here')).toThrow(code('KD_E_CREATE', /^here: schedule "broken" of plugin "p" could not be made: boom/));
  expect(() => kernel.make('dataset', 'coded')).toThrow(code('KD_E_ID_INVALID', /^mine/));
});
