// Moves the learners of a turn, each at its own pace: a factor on the learning rate.
import type { BuiltOptimizer, Feeds, NamedTensors } from '@retort/kernel';
import { mul, scope } from '@retort/tensor';
import type { PlannedLearner } from '../plan/plan.ts';

type Paced = Pick<PlannedLearner, 'name' | 'pace'>;

/** Gradients are named `learner/...`. At pace 1, as a rule, all are moved at once. */
export function applyPaced(optimizer: BuiltOptimizer, learners: readonly Paced[], gradients: NamedTensors, feeds: Feeds): void {
  if (learners.every(({ pace }) => pace === 1)) {
    optimizer.apply(gradients, feeds);
    return;
  }
  for (const { name, pace } of learners) {
    const own = Object.entries(gradients).filter(([each]) => each.startsWith(`${name}/`));
    scope(() => optimizer.apply(Object.fromEntries(own), { ...feeds, rate: mul(feeds.rate!, pace) }));
  }
}
