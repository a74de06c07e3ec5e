// The plugin of this package: the one engine that needs no other package.
import { definePlugin } from '@retort/kernel';
import { cpuEngine } from './cpu-engine.ts';

/** Brings the engine `cpu`. */
export const tensorPlugin = definePlugin({ name: '@retort/tensor', version: '0.1.0', kernel: '^0.1.0', contributions: [cpuEngine] });
