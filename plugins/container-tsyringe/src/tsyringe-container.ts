// Retort's container facade over tsyringe, for applications that compose with it. Needs neither decorators nor metadata.
import 'reflect-metadata'; // tsyringe throws while it loads where nobody has loaded this before
import { type Container, type ContainerBacking, containerOver } from '@retort/kernel';
import { type DependencyContainer, container as global } from 'tsyringe';

/**
 * A container for `createKernel({ container })`. Given `existing`, what the application registered there under the
 * `key` of a token is found by Retort, and what is provided here can be resolved there by that key. `existing` stays the
 * caller's: disposing the facade disposes what the facade made, never `existing`.
 *
 * Without it: an empty child of tsyringe's global container, the only root that tsyringe has.
 */
export function createTsyringeContainer(existing?: DependencyContainer): Container {
  return containerOver(existing === undefined ? backingOf(global.createChildContainer(), true) : backingOf(existing, false));
}

function backingOf(tsyringe: DependencyContainer, owned: boolean): ContainerBacking {
  return {
    bind: (key, make, once) => void tsyringe.register(key, { useFactory: once ? keep(make) : make }),
    get: (key) => tsyringe.resolve(key),
    isBound: (key) => tsyringe.isRegistered(key, true),
    isBoundHere: (key) => tsyringe.isRegistered(key),
    child: () => backingOf(tsyringe.createChildContainer(), true),
    release: () => (owned ? tsyringe.dispose() : undefined),
  };
}

/** tsyringe's own caching factories take `undefined` for not made yet. */
function keep(make: () => unknown): () => unknown {
  let box: { readonly made: unknown } | undefined;
  return () => {
    box ??= { made: make() };
    return box.made;
  };
}
