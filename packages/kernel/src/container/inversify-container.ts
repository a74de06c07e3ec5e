// The default container: Inversify without decorators. None of its types leaves this file.
import { Container as Inversify } from 'inversify';
import type { Container } from './container.ts';
import type { ContainerBacking } from './container-backing.ts';
import { containerOver } from './container-over.ts';

/** An empty root container. There is no global one. */
export function createContainer(): Container {
  return containerOver(backingOf(new Inversify()));
}

/** What is made is boxed: Inversify would await a promise and take `undefined` for absent. */
interface Box {
  readonly made: unknown;
}

function backingOf(inversify: Inversify): ContainerBacking {
  return {
    bind(key, make, once) {
      const binding = inversify.bind<Box>(key).toDynamicValue(() => ({ made: make() }));
      if (once) binding.inSingletonScope();
      else binding.inTransientScope();
    },
    get: (key) => inversify.get<Box>(key).made,
    isBound: (key) => inversify.isBound(key),
    isBoundHere: (key) => inversify.isCurrentBound(key),
    child: () => backingOf(new Inversify({ parent: inversify })),
    release: () => inversify.unbindAll(),
  };
}
