// Several teachers, each with its own network, training and classes, heard together.
import { type Choice, defineTeacher, MAKER, type TeacherSource } from '@retort/kernel';
import { CommitteeOptions, isChoice } from './committee-options.ts';
import { memberOf } from './member-of.ts';

/**
 * A committee of `members`. With `L` a loss, `z_k` their logits and `w_k` their weights:
 * - `loss`: `sum_k w_k L(student, z_k)`, the weights as the weighting gives them;
 * - `logit`: `L(student, sum_k w_k z_k / sum_k w_k)`;
 * - `probability`: `L(student, T log(sum_k w_k softmax(z_k / T) / sum_k w_k))`.
 *
 * For kd at the same `T` the first and the last have the same gradient, as KL(p || q) is linear in `p` but for its entropy. In every space a term
 * can read the layers of one member, `big/stage2`; it counts as that member does.
 *
 * @throws KD_E_OPTIONS_INVALID, KD_E_ID_UNKNOWN
 */
export const committee = defineTeacher({
  id: 'committee',
  summary: 'several teachers, heard in the space of losses, logits or probabilities',
  options: CommitteeOptions,
  needs: { maker: MAKER },
  create({ members, space, weights, temperature }, { maker }): TeacherSource {
    return {
      members: Object.entries(members).map(([name, options]) => memberOf(name, options, maker)),
      merge: { space, weights: weightingOf(weights, Object.keys(members)), ...(temperature === undefined ? {} : { temperature }) },
    };
  },
});

/** Numbers are weights of `fixed`, in the order of the members. */
function weightingOf(weights: CommitteeOptions['weights'], names: readonly string[]): Choice {
  if (isChoice(weights)) return weights;
  return { id: 'fixed', weights: Array.isArray(weights) ? weights : names.map((name) => weights[name]) };
}
