import { containerContract } from '@retort/testing';
import { container } from 'tsyringe';
import { describe, test } from 'vitest';
import { createTsyringeContainer } from './tsyringe-container.ts';

describe('a container of its own', () => {
  containerContract({ describe, test, factory: () => createTsyringeContainer() });
});

describe("over an application's container", () => {
  containerContract({ describe, test, factory: () => createTsyringeContainer(container.createChildContainer()) });
});
