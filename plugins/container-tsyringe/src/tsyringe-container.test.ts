import { createKernel, definePlugin, defineSchedule, token } from '@retort/kernel';
import { container as global, instanceCachingFactory } from 'tsyringe';
import { expect, test } from 'vitest';
import { createTsyringeContainer } from './tsyringe-container.ts';

const RATE = token<number>('rate');
const OWN = token<string>('own');

const tenth = defineSchedule({
  id: 'tenth',
  summary: 'a tenth of what the application says',
  needs: { rate: RATE },
  create: (_, { rate }) => ({ at: () => rate / 10 }),
});
const plugin = definePlugin({ name: 'tenth', version: '0.1.0', kernel: '^0.1.0', contributions: [tenth], requires: [RATE] });
const clock = { step: 0, epoch: 0, steps: 1, stepsPerEpoch: 1, progress: 0 };

test('a contribution gets what the application registered in its own container', async () => {
  const app = global.createChildContainer();
  app.register(RATE.key, { useFactory: instanceCachingFactory(() => 5) });
  const kernel = await createKernel({ plugins: [plugin()], container: createTsyringeContainer(app) }).ready();
  expect(kernel.make('schedule', 'tenth').at(clock)).toBe(0.5);
  await kernel.dispose();
  expect(app.resolve(RATE.key)).toBe(5);
});

test('without it the kernel refuses to start', async () => {
  const kernel = createKernel({ plugins: [plugin()], container: createTsyringeContainer() });
  await expect(kernel.ready()).rejects.toMatchObject({ code: 'KD_E_PLUGIN_REQUIRES' });
});

test('the application resolves what was provided through the facade, once made', async () => {
  const app = global.createChildContainer();
  const facade = createTsyringeContainer(app);
  let made = 0;
  facade.provide(OWN, { make: () => `own ${++made}` });
  expect([app.resolve(OWN.key), facade.resolve(OWN), app.resolve(OWN.key)]).toEqual(['own 1', 'own 1', 'own 1']);
});

test('a token that the application registered cannot be provided again', () => {
  const app = global.createChildContainer();
  app.registerInstance(RATE.key, 1);
  const facade = createTsyringeContainer(app);
  expect(() => facade.provide(RATE, { value: 2 })).toThrow(expect.objectContaining({ code: 'KD_E_TOKEN_DUPLICATE' }));
  expect(facade.resolve(RATE)).toBe(1);
});

test('after disposal the application keeps its container; what the facade provided refuses to be made', async () => {
  const app = global.createChildContainer();
  const facade = createTsyringeContainer(app);
  facade.provide(OWN, { make: (rate: number) => `own ${rate}`, dependencies: [RATE] });
  await facade.dispose();
  app.registerInstance(RATE.key, 1);
  expect(app.resolve(RATE.key)).toBe(1);
  expect(() => app.resolve(OWN.key)).toThrow(expect.objectContaining({ code: 'KD_E_CONTAINER_DISPOSED' }));
});

test("leaves tsyringe's global container as it was", async () => {
  const facade = createTsyringeContainer();
  facade.provide(OWN, { value: 'mine' });
  expect(global.isRegistered(OWN.key)).toBe(false);
});
