// Errors of planning, training, checkpoints and runs.
import type { ErrorTable } from '../entry.ts';

export const trainerErrors = {
  KD_E_PLAN_TERM_NAME: { means: 'Two terms of one objective have the same name.', cure: 'Give one of them a `name`.' },
  KD_E_PLAN_TERM_SHAPE: { means: 'A knowledge returned a term that is not a scalar.', cure: 'Reduce it with sum or mean in the knowledge.' },
  KD_E_PLAN_CLASSES: {
    means: 'Student and teacher have different numbers of classes.',
    cure: 'Give both the same classes, or use a feature or relation knowledge.',
  },
  KD_E_PLAN_NO_PAIRS: { means: 'A mapping found no pair of taps.', cure: 'Name the layers: `layers: { studentTap: teacherTap }`.' },
  KD_E_PLAN_TEACHER: { means: 'Knowledge terms without a teacher.', cure: 'Add a `teacher` to the recipe, or remove the terms.' },
  KD_E_PLAN_PEER: { means: 'A learner names a peer that its stage does not have.', cure: 'Name another learner of the same stage.' },
  KD_E_PLAN_COMMITTEE: { means: 'A committee that cannot be heard as it is asked to be.', cure: 'Change its members, or how it is merged.' },
  KD_E_PLAN_WEIGHTS: {
    means: 'Samples are weighed one by one for a knowledge that compares the batch as a whole.',
    cure: 'Use weights per member, merge the answers instead of the losses, or take a knowledge that honours sample weights.',
  },
  KD_E_WEIGHTING: { means: 'Weights that have no meaning for these members.', cure: 'See the weighting named in the message.' },
  KD_E_PLAN_QUIZ: { means: 'A quiz that cannot be held in its stage.', cure: 'Name two learners, the teacher first, in the order `in-turn`.' },
  KD_E_QUIZ_SECOND_ORDER: {
    means: 'An operation of the student has no gradient of its gradient on this engine.',
    cure: "Use `derivative: 'difference'`.",
  },
  KD_E_PLAN_EMPTY: { means: 'An objective that asks for nothing.', cure: 'Give the task a weight, or add a term.' },
  KD_E_PLAN_SHAPES: { means: 'Shapes that do not meet.', cure: 'Choose other layers, or a connector that joins these shapes.' },
  KD_E_TRAIN_NAN: { means: 'The loss is not a number.', cure: 'Lower the learning rate, clip the gradients, or look at the data of this step.' },
  KD_E_TRAIN_MONITOR: { means: 'A callback watches a value that is not reported.', cure: 'Watch one of the reported values.' },
  KD_E_TRAIN_RECALL: { means: 'A copy of the weights was recalled that nobody remembered.', cure: 'Call remember() with the same name first.' },
  KD_E_RUN_TEACHER: { means: 'A teacher source describes several members and not how they are heard.', cure: 'Give it a `merge`, or one member.' },
  KD_E_RUN_UNTRAINED: { means: 'A teacher that nobody has trained.', cure: 'Give it `training`, or take a trained model: `model: { id: folder, path: ... }`.' },
  KD_E_RUN_MISMATCH: {
    means: 'A run folder was made by another recipe, data set, engine or version.',
    cure: 'Resume with what it was made with, or start a new folder.',
  },
  KD_E_RUN_EXISTS: { means: 'The run folder already holds a run.', cure: 'Resume it, or choose another folder.' },
  KD_E_RUN_MISSING: { means: 'There is no run in this folder.', cure: 'Check the path.' },
  KD_E_RUN_DAMAGED: {
    means: 'The description of a run in its folder is damaged, or written by another version.',
    cure: 'Restore run.json, or repeat the run in a new folder: the same recipe gives the same numbers.',
  },
  KD_E_RUN_FROM: {
    means: 'A model cannot start from the weights of another: their variables differ.',
    cure: 'Give both the same model, or leave out `from`.',
  },
  KD_E_RUN_PRELUDE: {
    means: 'A knowledge needs a stage of its own first, and its teacher is only there together with its learner.',
    cure: 'Let the learner learn this knowledge from a finished model.',
  },
  KD_E_RUN_STAGE: { means: 'A strategy yielded a stage that cannot be run.', cure: 'See the strategy named in the message.' },
  KD_E_CHECKPOINT_MISMATCH: { means: 'A checkpoint does not fit the plan.', cure: 'Resume with the recipe that the run was started with.' },
} as const satisfies ErrorTable;
