// Strategies of one stage.
import { definePlugin } from '@retort/kernel';
import { alone } from './alone/alone.ts';
import { offline } from './offline/offline.ts';

export { alone, offline };

export const offlinePlugin = definePlugin({ name: '@retort/plugin-offline', version: '0.1.0', kernel: '^0.1.0', contributions: [offline, alone] });
