// Models that follow a learner while it is trained: moving averages of its weights (mean teachers), or copies of them every so
// many steps. Nothing is ever differentiated by them.
import type { NamedVariables, Shadow, Student } from '@retort/kernel';
import { add, assignAll, mul, scope } from '@retort/tensor';

/** A shadow with its model and that of its learner. It owns neither. */
export interface FollowingModel {
  readonly slot: string;
  readonly model: Student;
  readonly of: Student;
  readonly follow: Shadow['follow'];
}

/**
 * A part of the step: `theta <- momentum * theta + (1 - momentum) * theta_learner` for every trainable; statistics are copied
 * (Tarvainen & Valpola, "Mean teachers are better role models", NeurIPS 2017).
 */
export function averageLearners(shadows: readonly FollowingModel[]): void {
  for (const { model, of, follow } of shadows) {
    if (follow.kind !== 'average') continue;
    average(model.trainables(), of.trainables(), follow.momentum);
    assignAll(model.statistics(), of.statistics());
  }
}

/** The shadows that are to be a copy of their learner after a step: all of both, every so many steps. `step`: steps finished, from 1. */
export function dueCopies(shadows: readonly FollowingModel[], step: number): readonly FollowingModel[] {
  return shadows.length === 0 ? shadows : shadows.filter(({ follow }) => follow.kind === 'copy' && step % follow.every === 0);
}

export function copyLearner({ model, of }: FollowingModel): void {
  assignAll({ ...model.trainables(), ...model.statistics() }, { ...of.trainables(), ...of.statistics() });
}

/** What a checkpoint keeps of them, `shadow/<slot>/<name>`. */
export function shadowVariables(shadows: readonly FollowingModel[]): NamedVariables {
  return Object.fromEntries(
    shadows.flatMap(({ slot, model }) =>
      Object.entries({ ...model.trainables(), ...model.statistics() }).map(([name, variable]) => [`shadow/${slot}/${name}`, variable]),
    ),
  );
}

function average(shadow: NamedVariables, learner: NamedVariables, momentum: number): void {
  scope(() => {
    for (const [name, variable] of Object.entries(shadow)) variable.assign(add(mul(variable, momentum), mul(learner[name]!, 1 - momentum)));
  });
}
