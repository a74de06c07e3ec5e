// On-the-fly native ensemble: branches on shared lower layers learn from their own gated ensemble.
import { type Choice, defineStrategy, type ObjectiveSpec, retortError } from '@retort/kernel';
import { choiceOf, trainingChanges } from '@retort/kernel/zod';
import { z } from 'zod';

/** Of the family `branches`. */
const BRANCHES = 3;

const OneOptions = z.strictObject({
  from: z
    .string()
    .min(1)
    .describe("The tap up to which the branches share their layers. Not needed where the student is of the family 'branches'.")
    .exactOptional(),
  branches: z.int().min(2).max(16).describe(`How many; ${BRANCHES} when absent.`).exactOptional(),
  knowledge: choiceOf('knowledge').default({ id: 'kd', temperature: 3 }).describe('What each branch learns from the ensemble: a response knowledge.'),
  rampUp: z.number().positive().default(80).describe('Epochs in which its weight grows to 1.'),
  training: trainingChanges.describe("What the training changes of the recipe's.").default({}),
});

type OneOptions = z.output<typeof OneOptions>;

/**
 * One stage `one`: `CE_e + sum_b CE_b + r sum_b T^2 KL(p_e || p_b)` over the branches `b` of one network and their gated ensemble
 * `z_e = sum_b g_b z_b`, a constant to the branches; `r = exp(-5 (1 - epoch / 80)^2)`, then 1. Whatever the recipe's objective says. Lan, Zhu, Gong,
 * "Knowledge Distillation by On-the-Fly Native Ensemble", NeurIPS 2018, arXiv:1806.04606.
 *
 * The student is the family `branches` around the recipe's; it is kept and exported as the whole ensemble (ONE-E in the paper).
 *
 * @throws KD_E_STRATEGY_NETWORK
 */
export const one = defineStrategy({
  id: 'one',
  summary: 'branches on shared layers learn from their own gated ensemble (ONE, Lan 2018)',
  options: OneOptions,
  create: (options) => ({
    async *stages({ student, view, training, name }) {
      const model = withBranches(student, options);
      const slot = name('student');
      const objective = objectiveOf(options, branchesOf(model));
      yield {
        name: name('one'),
        learners: [{ name: 'student', student: { slot, model }, teacher: { kind: 'self' }, objective }],
        view,
        training: { ...training, ...options.training },
      };
      return { slot };
    },
  }),
});

const isBranched = (model: Choice): model is Exclude<Choice, string> => typeof model === 'object' && model.id === 'branches';

function withBranches(student: Choice, { from, branches }: OneOptions): Choice {
  if (from !== undefined && !isBranched(student)) return { id: 'branches', of: student, branches: branches ?? BRANCHES, from };
  if (from === undefined && branches === undefined && isBranched(student)) return student;
  throw retortError('KD_E_STRATEGY_NETWORK', {
    what: 'the strategy "one"',
    expected: 'either `from`, the tap up to which layers are shared, or a student of the family "branches"',
    received: isBranched(student) ? 'both' : 'neither',
  });
}

/** `branch1`, `branch2`, ... */
function branchesOf(model: Choice): readonly string[] {
  const count = isBranched(model) && typeof model.branches === 'number' ? model.branches : BRANCHES;
  return Array.from({ length: count }, (_, index) => `branch${index + 1}`);
}

function objectiveOf({ knowledge, rampUp }: OneOptions, branches: readonly string[]): ObjectiveSpec {
  const mapping: Choice = { id: 'pairs', pairs: Object.fromEntries(branches.map((branch) => [branch, 'logits'])) };
  return {
    task: 1,
    terms: [
      // Smoothed by nothing: the cross-entropy of the branches.
      { name: 'branches-task', knowledge: { id: 'label-smoothing', epsilon: 0 }, weight: 1, mapping },
      { name: 'branches-response', knowledge, weight: { id: 'sigmoid-ramp', epochs: rampUp }, mapping },
    ],
  };
}
