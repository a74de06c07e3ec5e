// The plain JavaScript engine: always there, the reference that the others are compared with, and the slowest.
import { defineEngine } from '@retort/kernel';
import { setBackend } from '../tf.ts';

export const cpuEngine = defineEngine({
  id: 'cpu',
  summary: 'Plain JavaScript. Runs everywhere; the reference for the other engines.',
  create: () => ({
    rank: 10,
    probe: async () => ({ available: true, detail: 'plain JavaScript, part of @retort/tensor' }),
    async start() {
      await setBackend('cpu');
      // Nothing to release: other tensors may live on it.
      return { id: 'cpu', backend: 'cpu', device: 'JavaScript, 1 thread', dispose: () => Promise.resolve() };
    },
  }),
});
