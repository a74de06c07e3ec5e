// Strategies that put networks between teacher and student, or follow the teacher's own way.
import { definePlugin } from '@retort/kernel';
import { assistantSearch } from './assistant-search/assistant-search.ts';
import { dgkd } from './dgkd/dgkd.ts';
import { rco } from './rco/rco.ts';
import { teachingAssistant } from './teaching-assistant/teaching-assistant.ts';

export { assistantSearch, dgkd, rco, teachingAssistant };

export const teachingAssistantPlugin = definePlugin({
  name: '@retort/plugin-teaching-assistant',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [teachingAssistant, dgkd, rco, assistantSearch],
});
