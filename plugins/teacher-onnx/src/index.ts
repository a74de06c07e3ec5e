// Networks of other frameworks as teachers, by way of ONNX files.
import { definePlugin } from '@retort/kernel';
import { onnx } from './onnx/onnx.ts';

export { onnx };

export const teacherOnnxPlugin = definePlugin({
  name: '@retort/plugin-teacher-onnx',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [onnx],
});
