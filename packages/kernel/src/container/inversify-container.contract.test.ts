import { containerContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { createContainer } from './inversify-container.ts';

containerContract({ describe, test, factory: createContainer });
