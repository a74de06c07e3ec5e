// What has to be trained before a stage, for the knowledge that asks for it: as a run does, on one learner.
import { readAll, scope, tensor } from '@retort/tensor';

/**
 * `{ objective, carried, steps }`: the objective of the stage itself, what its terms take over, by the names of a plan, and the steps that
 * were taken. Trains the student where a prelude does.
 */
export async function trainPreludes(laboratory, { student, taught, objective, training }) {
  const terms = [];
  let [carried, steps] = [{}, 0];
  for (const term of objective.terms) {
    const { prelude } = laboratory.retort.make('knowledge', term.knowledge);
    if (prelude === undefined || prelude.stays) terms.push(term);
    if (prelude === undefined) continue;
    const isFrozen = prelude.trains === 'modules';
    const alone = { task: 0, terms: [{ ...term, ...(isFrozen ? { weight: 1 } : {}), phase: 'prelude' }] };
    const first = { ...training, epochs: prelude.epochs };
    const plan = laboratory.plan({ student, taught, objective: alone, training: first, frozen: isFrozen });
    try {
      steps += await laboratory.train(plan, laboratory.loader({ training }));
      carried = { ...carried, ...(await readAll(modulesOf(plan))) };
    } finally {
      plan.dispose();
    }
  }
  return { objective: { ...objective, terms }, carried, steps };
}

/** Everything that a prelude has left of the terms that the plan still has. */
export function takeOver(plan, carried) {
  scope(() => {
    for (const [name, variable] of Object.entries(modulesOf(plan)))
      if (carried[name] !== undefined) variable.assign(tensor(carried[name], variable.shape, 'float32'));
  });
}

function modulesOf({ trainables, statistics }) {
  return Object.fromEntries(Object.entries({ ...trainables, ...statistics }).filter(([name]) => !name.startsWith('student/student/')));
}
