// Knowledge in how the samples of a batch relate to each other.
import { definePlugin } from '@retort/kernel';
import { rkd } from './rkd/rkd.ts';

export { rkd };

export const relationPlugin = definePlugin({ name: '@retort/plugin-relation', version: '0.1.0', kernel: '^0.1.0', contributions: [rkd] });
