// What every container behind the facade must do, whatever library it stands on. Runs under any runner: it needs `test`.
import { deepEqual, equal, fail, match, notEqual, rejects, throws } from 'node:assert/strict';
import { type Container, type ContainerFactory, RetortError, token } from '@retort/kernel';

export interface ContainerContractOptions {
  readonly test: (name: string, run: () => void | Promise<void>) => void;
  /** Groups the tests, where the runner can. */
  readonly describe?: (name: string, body: () => void) => void;
  /** A new, empty root container. */
  readonly factory: ContainerFactory;
}

const A = token<unknown>('alpha');
const B = token<unknown>('beta');
const C = token<unknown>('gamma');

/** Registers the suite: `containerContract({ describe, test, factory: createContainer })`. */
export function containerContract({ test, describe = (_, body) => body(), factory }: ContainerContractOptions): void {
  const on = (name: string, run: (container: Container) => void | Promise<void>) => test(name, () => run(factory()));
  describe('container: tokens', () => tokens(on, factory));
  describe('container: scopes', () => scopes(on));
  describe('container: circles', () => circles(on));
  describe('container: disposal', () => disposal(on));
}

type On = (name: string, run: (container: Container) => void | Promise<void>) => void;

function tokens(on: On, factory: ContainerFactory): void {
  on('gives a value, to any token of the same name', (container) => {
    const value = {};
    container.provide(A, { value });
    equal(container.resolve(token('alpha')), value);
  });

  for (const value of [undefined, null, false, 0, '', Promise.resolve(1)]) {
    on(`gives ${value instanceof Promise ? 'a promise' : JSON.stringify(value)} as it is, made once`, (container) => {
      let made = 0;
      container.provide(A, {
        make: () => {
          made++;
          return value;
        },
      });
      container.provide(B, { value });
      equal(container.resolve(A), value);
      equal(container.resolve(A), value);
      equal(container.resolve(B), value);
      equal(made, 1);
    });
  }

  on('refuses a token twice', (container) => {
    container.provide(A, { value: 1 });
    throws(() => container.provide(A, { value: 2 }), coded('KD_E_TOKEN_DUPLICATE', /alpha/));
    throws(() => container.provide(A, { make: () => 2 }), coded('KD_E_TOKEN_DUPLICATE', /alpha/));
    equal(container.resolve(A), 1);
  });

  on('names the nearest where a token is unknown', (container) => {
    container.provide(A, { value: 1 });
    throws(() => container.resolve(token('alhpa')), coded('KD_E_TOKEN_UNKNOWN', /did you mean "alpha"/));
    throws(() => container.child().resolve(token('alhpa')), coded('KD_E_TOKEN_UNKNOWN', /did you mean "alpha"/));
  });

  on('says who needs an unknown token', (container) => {
    container.provide(A, { make: () => 1, dependencies: [B] });
    throws(() => container.resolve(A), coded('KD_E_TOKEN_UNKNOWN', /"beta", which "alpha" depends on/));
  });

  on('finds no name of Object.prototype that nobody provided', (container) => {
    for (const name of Object.getOwnPropertyNames(Object.prototype)) {
      equal(container.has(token(name)), false, name);
      throws(() => container.resolve(token(name)), coded('KD_E_TOKEN_UNKNOWN'), name);
    }
    container.provide(token('__proto__'), { value: 1 });
    equal(container.resolve(token('__proto__')), 1);
  });

  on('hands over dependencies in their order', (container) => {
    container.provide(A, { value: 'a' });
    container.provide(B, { make: (...parts: unknown[]) => parts, dependencies: [C, A] });
    container.provide(C, { value: 'c' });
    deepEqual(container.resolve(B), ['c', 'a']);
  });

  on('passes on what a factory throws, and tries again the next time', (container) => {
    const failure = new TypeError('not today');
    let tries = 0;
    container.provide(A, {
      make: () => {
        if (tries++ === 0) throw failure;
        return tries;
      },
    });
    throws(
      () => container.resolve(A),
      (error) => error === failure,
    );
    equal(container.resolve(A), 2);
  });

  on('shares nothing with another root', (container) => {
    container.provide(A, { value: 1 });
    const other = factory();
    equal(other.has(A), false);
    other.provide(A, { value: 2 });
    equal(container.resolve(A), 1);
    equal(container.resolutions, 1);
    equal(other.resolutions, 0);
  });

  on('counts resolutions, dependencies and children included', (container) => {
    container.provide(A, { value: 1 });
    container.provide(B, { make: () => 1, dependencies: [A] });
    equal(container.resolutions, 0);
    container.resolve(A);
    equal(container.resolutions, 1);
    const child = container.child();
    child.provide(C, { value: 1 });
    child.resolve(C);
    equal(child.resolutions, 1);
    equal(container.resolutions, 2);
    child.resolve(B);
    equal(container.resolutions, 4);
    container.has(A);
    equal(container.resolutions, 4);
  });
}

function scopes(on: On): void {
  const counting = (scope?: 'singleton' | 'run' | 'transient') => ({ make: () => ({}), ...(scope === undefined ? {} : { scope }) });

  on('singleton, the default: one for the container and its children', (container) => {
    container.provide(A, counting());
    const first = container.child().resolve(A);
    equal(container.child().child().resolve(A), first);
    equal(container.resolve(A), first);
  });

  on('run: one for each container', (container) => {
    container.provide(A, counting('run'));
    const [one, two] = [container.child(), container.child()];
    const first = one.resolve(A);
    equal(one.resolve(A), first);
    notEqual(two.resolve(A), first);
    notEqual(container.resolve(A), first);
    equal(container.resolve(A), container.resolve(A));
  });

  on('transient: one for each resolution', (container) => {
    container.provide(A, counting('transient'));
    const child = container.child();
    equal(new Set([container.resolve(A), container.resolve(A), child.resolve(A), child.resolve(A)]).size, 4);
  });

  on('a child sees its parent, provides its own, and shows nothing to its parent or siblings', (container) => {
    container.provide(A, { value: 'root' });
    const [one, two] = [container.child(), container.child()];
    one.provide(A, { value: 'own' });
    one.provide(B, { value: 'b' });
    deepEqual([one.resolve(A), two.resolve(A), container.resolve(A)], ['own', 'root', 'root']);
    deepEqual([one.has(B), two.has(B), container.has(B), one.child().has(B)], [true, false, false, true]);
    throws(() => two.resolve(B), coded('KD_E_TOKEN_UNKNOWN'));
  });

  on('a child sees what its parent provides later', (container) => {
    const child = container.child();
    container.provide(A, { value: 1 });
    equal(child.resolve(A), 1);
  });

  on('a singleton never captures what belongs to a child', (container) => {
    container.provide(A, { value: 'root' });
    container.provide(B, { make: (a: unknown) => ({ a }), dependencies: [A] });
    const child = container.child();
    child.provide(A, { value: 'child' });
    deepEqual(child.resolve(B), { a: 'root' });
  });

  for (const scope of ['run', 'transient'] as const) {
    on(`what is ${scope} is made from the tokens of the container that asks`, (container) => {
      container.provide(A, { value: 'root' });
      container.provide(B, { make: (a: unknown) => ({ a }), dependencies: [A], scope });
      const child = container.child();
      child.provide(A, { value: 'child' });
      deepEqual(child.resolve(B), { a: 'child' });
      deepEqual(container.resolve(B), { a: 'root' });
    });
  }
}

function circles(on: On): void {
  on('prints a circle as a path', (container) => {
    container.provide(A, { make: () => 1, dependencies: [B] });
    container.provide(B, { make: () => 1, dependencies: [C] });
    container.provide(C, { make: () => 1, dependencies: [B] });
    throws(() => container.resolve(A), coded('KD_E_TOKEN_CYCLE', /: beta -> gamma -> beta\./));
    throws(() => container.resolve(C), coded('KD_E_TOKEN_CYCLE', /: gamma -> beta -> gamma\./));
  });

  on('prints a token that needs itself', (container) => {
    container.provide(A, { make: () => 1, dependencies: [A], scope: 'transient' });
    throws(() => container.resolve(A), coded('KD_E_TOKEN_CYCLE', /: alpha -> alpha\./));
  });

  on('sees a circle that a factory closes by resolving, through a child too', (container) => {
    const child = container.child();
    container.provide(A, { make: () => child.resolve(B), scope: 'run' });
    container.provide(B, { make: () => container.resolve(A) });
    throws(() => container.resolve(A), coded('KD_E_TOKEN_CYCLE', /: alpha -> beta -> alpha\./));
  });

  on('makes two different things on two paths: no circle', (container) => {
    container.provide(A, { make: () => ({}) });
    container.provide(B, { make: (a: unknown) => a, dependencies: [A] });
    container.provide(C, { make: (a: unknown, b: unknown) => a === b, dependencies: [A, B] });
    equal(container.resolve(C), true);
  });

  on('works on after a circle', (container) => {
    container.provide(A, { make: () => 1, dependencies: [B] });
    container.provide(B, { make: () => 1, dependencies: [A] });
    container.provide(C, { value: 1 });
    throws(() => container.resolve(A), coded('KD_E_TOKEN_CYCLE'));
    equal(container.resolve(C), 1);
  });
}

function disposal(on: On): void {
  const tracked = (log: string[], name: string, scope: 'singleton' | 'run' | 'transient' = 'singleton') => ({
    make: () => name,
    scope,
    dispose: async (made: unknown) => {
      await Promise.resolve();
      log.push(`${made}`);
    },
  });

  on('disposes in reverse order of making, one after another, and children first', async (container) => {
    const log: string[] = [];
    container.provide(A, tracked(log, 'a'));
    container.provide(B, { ...tracked(log, 'b'), dependencies: [A] });
    container.provide(C, tracked(log, 'c', 'run'));
    const child = container.child();
    child.resolve(C);
    container.resolve(B);
    child.child().resolve(C);
    await container.dispose();
    deepEqual(log, ['c', 'c', 'b', 'a']);
  });

  on('disposes no value, and nothing that was not made', async (container) => {
    const log: string[] = [];
    container.provide(A, tracked(log, 'a'));
    container.provide(B, { value: { dispose: () => log.push('value'), [Symbol.asyncDispose]: () => log.push('value') } });
    container.resolve(B);
    await container.dispose();
    deepEqual(log, []);
  });

  on('a child disposes what it made and leaves what its parent made', async (container) => {
    const log: string[] = [];
    container.provide(A, tracked(log, 'single'));
    container.provide(B, tracked(log, 'run', 'run'));
    container.provide(C, tracked(log, 'each', 'transient'));
    const child = container.child();
    for (const each of [A, B, C, C]) child.resolve(each);
    await child.dispose();
    deepEqual(log, ['each', 'each', 'run']);
    equal(container.resolve(A), 'single');
    await container.dispose();
    deepEqual(log, ['each', 'each', 'run', 'single']);
  });

  on('disposes once, and goes on where one disposal fails', async (container) => {
    const log: string[] = [];
    const failure = new Error('stuck');
    container.provide(A, tracked(log, 'a'));
    container.provide(B, {
      make: () => 'b',
      dispose: () => {
        throw failure;
      },
    });
    container.resolve(A);
    container.resolve(B);
    await rejects(container.dispose(), (error) => coded('KD_E_DISPOSE', /stuck/)(error) && (error as Error).cause === failure);
    await rejects(container.dispose(), coded('KD_E_DISPOSE'));
    deepEqual(log, ['a']);
  });

  on('refuses any use after disposal, of its children too', async (container) => {
    container.provide(A, { value: 1 });
    const child = container.child();
    const disposing = container.dispose();
    for (const each of [container, child]) {
      throws(() => each.resolve(A), coded('KD_E_CONTAINER_DISPOSED', /resolve token "alpha"/));
      throws(() => each.provide(B, { value: 1 }), coded('KD_E_CONTAINER_DISPOSED'));
      throws(() => each.has(A), coded('KD_E_CONTAINER_DISPOSED'));
      throws(() => each.child(), coded('KD_E_CONTAINER_DISPOSED'));
    }
    await disposing;
    throws(() => container.resolve(A), coded('KD_E_CONTAINER_DISPOSED'));
  });
}

/** For `throws` and `rejects`: this code, and this in the message. */
function coded(code: string, message = /./): (error: unknown) => true {
  return (error) => {
    if (!RetortError.is(error)) fail(`expected an error of the code ${code}, received ${error}`);
    equal(error.code, code);
    match(error.message, message);
    return true;
  };
}
