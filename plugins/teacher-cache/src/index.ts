// A teacher whose answers are kept on disk.
import { definePlugin } from '@retort/kernel';
import { cached } from './cached/cached.ts';

export { cached };

export const teacherCachePlugin = definePlugin({
  name: '@retort/plugin-teacher-cache',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [cached],
});
