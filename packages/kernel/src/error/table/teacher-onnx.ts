// Errors of ONNX teachers.
import type { ErrorTable } from '../entry.ts';

export const teacherOnnxErrors = {
  KD_E_ONNX_INSTALL: {
    means: 'The runtime of ONNX files is not installed, or does not load.',
    cure: 'Run `ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@1.30.0`; the variable keeps its install script from downloading CUDA.',
  },
  KD_E_ONNX_FILE: { means: 'A file is no ONNX model, is damaged, or has its weights in other files.', cure: 'Export the model again, as one file.' },
  KD_E_ONNX_NAME: {
    means: 'An ONNX model has no input, output or tensor of this name, or more than one to choose from.',
    cure: 'Give one of the names that are listed.',
  },
  KD_E_ONNX_INPUT: {
    means: 'The input of an ONNX model does not fit the data in the layout that was declared.',
    cure: 'Declare the layout that the model was made for, or take a model for these inputs.',
  },
  KD_E_ONNX_OUTPUT: {
    means: 'An output of an ONNX model cannot be read as logits or as a tap: one float32 row for each sample.',
    cure: 'Name another tensor; `softmax: remove` reads the logits before a last Softmax.',
  },
  KD_E_ONNX_RUN: {
    means: 'The runtime refused an ONNX model, or failed to run it.',
    cure: 'Read its message; check the model with `onnx.checker` or export it again.',
  },
} as const satisfies ErrorTable;
