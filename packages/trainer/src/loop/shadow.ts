// Models that follow a learner while it is trained: moving averages of its weights (mean teachers), or copies of them every so
// many steps. Nothing is ever differentiated by them.
import type { NamedVariables, Shadow, Student } from '@retort/kernel';
import { add, mul, scope } from '@retort/tensor';

/** A shadow with its model and that of its learner. It owns neither. */
export interface FollowingModel {
  readonly slot: string;
  readonly model: Student;
  readonly of: Student;
  readonly follow: Shadow['follow'];
}

/**
 * After a step. `average`: `theta <- momentum * theta + (1 - momentum) * theta_learner` for every trainable; statistics are copied
 * (Tarvainen & Valpola, "Mean teachers are better role models", NeurIPS 2017). `copy`: all of both, every so many steps.
 *
 * @param step - steps finished, from 1.
 */
export function followLearners(shadows: readonly FollowingModel[], step: number): void {
  for (const { model, of, follow } of shadows) {
    if (follow.kind === 'copy') {
      if (step % follow.every === 0) assignAll({ ...model.trainables(), ...model.statistics() }, { ...of.trainables(), ...of.statistics() });
      continue;
    }
    average(model.trainables(), of.trainables(), follow.momentum);
    assignAll(model.statistics(), of.statistics());
  }
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

function assignAll(to: NamedVariables, from: NamedVariables): void {
  for (const [name, variable] of Object.entries(to)) variable.assign(from[name]!);
}
