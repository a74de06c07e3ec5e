// A contribution of the data plugin, made through a real kernel over files in memory.
import { FILES, type FileSystem, memoryFiles } from '@retort/files';
import { type Axis, type AxisMap, type Choice, createKernel, definePlugin } from '@retort/kernel';
import { dataPlugin } from '../src/data-plugin.ts';

export async function choose<A extends Axis>(axis: A, choice: Choice, files: FileSystem = memoryFiles()): Promise<AxisMap[A]> {
  const disk = definePlugin({
    name: 'disk',
    version: '0.1.0',
    kernel: '^0.1.0',
    provides: [FILES],
    setup: (context) => context.provide(FILES, { value: files }),
  });
  const kernel = await createKernel({ plugins: [disk(), dataPlugin()] }).ready();
  return kernel.make(axis, choice, 'data.source');
}
