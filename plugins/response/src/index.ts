// Knowledge in the outputs.
import { definePlugin } from '@retort/kernel';
import { kd } from './kd/kd.ts';

export { kd };

export const responsePlugin = definePlugin({ name: '@retort/plugin-response', version: '0.1.0', kernel: '^0.1.0', contributions: [kd] });
