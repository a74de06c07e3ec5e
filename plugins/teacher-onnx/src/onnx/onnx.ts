// A network of any framework as a teacher, by way of an ONNX file.
import { FILES } from '@retort/files';
import { defineTeacher } from '@retort/kernel';
import { findRuntime } from '../runtime/find-runtime.ts';
import { OnnxOptions } from './onnx-options.ts';
import { openOnnx } from './open-onnx.ts';

/**
 * A classifier in an ONNX file, run by onnxruntime-node on the CPU, in a thread of its own. Logits and taps are those of the file, maps with their
 * channels last. A batch that is prepared is computed beside the step before it.
 *
 * @throws when it is opened, which is before anything is trained: KD_E_ONNX_INSTALL, KD_E_ONNX_FILE, KD_E_ONNX_NAME, KD_E_ONNX_INPUT,
 * KD_E_ONNX_OUTPUT, KD_E_ONNX_RUN
 */
export const onnx = defineTeacher({
  id: 'onnx',
  summary: 'a classifier in an ONNX file, by onnxruntime-node where it is installed',
  options: OnnxOptions,
  needs: { files: FILES },
  create: ({ path, ...options }, { files }) => ({
    members: [{ name: 'teacher', open: async (build) => openOnnx(await files.readFile(path), options, build, findRuntime()) }],
  }),
});
