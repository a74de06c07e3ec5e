// Errors of strategies: what a context lacks, and what cannot be divided, sized or selected.
import type { ErrorTable } from '../entry.ts';

export const strategyErrors = {
  KD_E_STRATEGY_TEACHER: { means: 'A strategy that needs a teacher was given none.', cure: 'Add a `teacher` to the recipe, or use the strategy `alone`.' },
  KD_E_STRATEGY_TERMS: {
    means: 'A strategy that makes teachers of its own was given no knowledge term to teach by.',
    cure: 'Add a term to `objective.terms`, such as { knowledge: kd }.',
  },
  KD_E_STRATEGY_JUDGED: {
    means: 'A strategy that chooses by what came of a stage has no validation samples to choose by.',
    cure: 'Hold some out, `data: { validation: 0.1 }`, or choose yourself.',
  },
  KD_E_STRATEGY_ONE_TEACHER: { means: 'A teacher that is to be trained on is not one model.', cure: 'Give the recipe a teacher of one model.' },
  KD_E_STRATEGY_EPOCHS: { means: 'There are fewer epochs than parts to divide them into.', cure: 'Raise `training.epochs`, or ask for fewer parts.' },
  KD_E_STRATEGY_BETWEEN: {
    means: 'No network between teacher and student can be made of their options.',
    cure: 'Name the assistants: assistants: [{ model: ... }].',
  },
  KD_E_STRATEGY_NETWORK: {
    means: 'A strategy trains a network around the student and does not know where it begins.',
    cure: 'Name the tap, or make the student the network itself.',
  },
  KD_E_STRATEGY_SELECT: {
    means: 'Samples are to be selected by somebody who is not one finished model.',
    cure: 'Select by a teacher that is one model, or by the student of an earlier stage.',
  },
} as const satisfies ErrorTable;
