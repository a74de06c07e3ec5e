// A kernel with this package's plugin and the simplest teacher source, for what is made of other parts.
import { createKernel, definePlugin, defineTeacher, type Kernel } from '@retort/kernel';
import { choice } from '@retort/kernel/zod';
import { z } from 'zod';
import { multiTeacherPlugin } from '../src/index.ts';
import { echo } from './batch.ts';

const model = defineTeacher({
  id: 'model',
  summary: 'one model',
  options: z.strictObject({ model: choice, training: z.looseObject({}).optional() }),
  create: ({ model: network }) => ({ members: [{ name: 'teacher', model: network }] }),
});

/** A teacher that is no network of the run. */
const opened = defineTeacher({
  id: 'opened',
  summary: 'somebody else',
  create: () => ({ members: [{ name: 'teacher', open: async ({ classes }) => echo(classes) }] }),
});

/** A teacher source with members and a wrapper of its own, as another package may bring. */
const sealed = defineTeacher({
  id: 'sealed',
  summary: 'two models behind a wrapper',
  create: () => ({
    members: ['a', 'b'].map((name) => ({ name, model: 'mlp' })),
    merge: { space: 'logit', weights: 'fixed' },
    wrap: (teacher) => ({ ...teacher, taps: [...teacher.taps, 'sealed'] }),
  }),
});

export async function testKernel(): Promise<Kernel> {
  const plugin = definePlugin({ name: 'test', version: '0.1.0', kernel: '*', contributions: [model, opened, sealed] });
  return createKernel({ plugins: [multiTeacherPlugin(), plugin()] }).ready();
}
