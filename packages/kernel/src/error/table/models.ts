// Errors of models.
import type { ErrorTable } from '../entry.ts';

export const modelsErrors = {
  KD_E_TAP_UNKNOWN: { means: 'A model has no tap of this name.', cure: 'Use one of the taps that are listed.' },
  KD_E_TAP_NAME: { means: 'A name cannot be given to a tap.', cure: 'Choose another name for the tap.' },
  KD_E_MODEL_INPUT: { means: 'The input of a model is not what it must be.', cure: 'Give one float32 input of the shape that is named.' },
  KD_E_MODEL_OUTPUT: {
    means: 'The output of a model cannot be read as the logits of a classifier.',
    cure: 'End the model in a dense layer `[B, C]`, with softmax or with no activation.',
  },
  KD_E_MODEL_TRAIN: {
    means: 'A layer of a model cannot be trained exactly as it is written.',
    cure: 'Change or freeze the layer that is named, or use the model as a teacher only.',
  },
  KD_E_MODEL_SEED: { means: 'A model with random layers was trained without a seed.', cure: 'Pass the seed tensor of the step, `forward(inputs, { seed })`.' },
  KD_E_MODEL_DISPOSED: { means: 'A model was used after it was disposed.', cure: 'Keep the model alive as long as it is used.' },
  KD_E_MODEL_INITIALISER: { means: 'The initial values of a weight cannot be drawn.', cure: 'Give the layer one of the initializers that are listed.' },
  KD_E_MODEL_MISMATCH: { means: 'A model does not fit the data.', cure: 'Name a model made for these inputs and classes.' },
  KD_E_MODEL_FILE: {
    means: 'A model folder is damaged or is not a TensorFlow.js layers model.',
    cure: 'Save the model again, or restore the file that is named.',
  },
  KD_E_MODEL_TOPOLOGY: {
    means: 'The network described in a model file cannot be built.',
    cure: 'Save the model again with TensorFlow.js; custom layers must be registered first.',
  },
  KD_E_MODEL_WEIGHTS: {
    means: 'The weights of a saved model do not fit their manifest or their network.',
    cure: 'Save the model again, or restore the file that is named.',
  },
  KD_E_MODEL_EXPORT: { means: 'This student is not a layers model and cannot be written as one.', cure: 'Use the exporter that belongs to the model.' },
  KD_E_FAMILY_INPUT: { means: 'A family of networks cannot be built for these inputs or classes.', cure: 'Choose another family, or reshape the data.' },
  KD_E_FAMILY_OF: {
    means: 'A network cannot be built around, or out of, another one as it is asked to be.',
    cure: 'Name other taps, or another inner network: see what was expected.',
  },
  KD_E_FAMILY_TEACHER: {
    means: 'A network takes over a part of the teacher, and there is no teacher that it can take it from.',
    cure: 'Give the recipe one teacher that is a single layers model.',
  },
  KD_E_TEACHER_TAPE: { means: 'A teacher was asked inside a differentiated function.', cure: 'Call observe() before the gradients are taken.' },
} as const satisfies ErrorTable;
