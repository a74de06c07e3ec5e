// What has to be true of three steps of a plan: the loss is finite and falls, every variable that a term depends on moves, nothing
// else does, and no step leaves a tensor behind.
import type { Batch, NamedVariables, Student } from '@retort/kernel';
import { readAll } from '@retort/tensor';
import type { Plan, PlannedLearner } from '@retort/trainer';
import { constantTargets, lateGradients, otherGradients } from './requirements.ts';
import { type StageModels, variablesOf } from './stage-models.ts';
import { falls, threeSteps } from './three-steps.ts';

export interface Judged {
  readonly plan: Plan;
  readonly models: StageModels;
  /** Models that nobody trains in this stage: the teachers. */
  readonly still: readonly Student[];
  readonly batchOf: () => Promise<Batch>;
}

/** What is wrong; nothing, as a rule. */
export async function judgeSteps({ plan, models, still, batchOf }: Judged): Promise<readonly string[]> {
  const frozen: NamedVariables = Object.fromEntries(
    still.flatMap((model, index) => Object.entries(variablesOf(model)).map(([name, variable]) => [`${index}/${name}`, variable])),
  );
  const before = await readAll({ ...plan.trainables, ...frozen });
  const steps = await threeSteps(plan, batchOf);
  const after = await readAll({ ...plan.trainables, ...frozen });
  const moved = (name: string): boolean => before[name]!.some((value, index) => value !== after[name]![index]);

  const faults: string[] = [];
  const numbers = steps.losses.join(', ');
  if (!steps.losses.every(Number.isFinite)) faults.push(`is not finite: ${numbers}`);
  // What a quiz adds is the slope of another loss, at each step of another one.
  else if (!falls(steps) && plan.quiz === undefined && !has(plan, otherGradients)) faults.push(`does not fall: ${numbers}`);
  if (new Set(steps.alive).size > 1) faults.push(`keeps tensors from step to step: ${steps.alive.join(', ')}`);

  const reached = new Set(plan.learners.flatMap((learner) => reachOf(learner, plan, models)));
  const [first, second] = steps.gradients;
  const gradients = has(plan, lateGradients) ? second : first;
  const isFelt = (name: string): boolean => gradients[name]!.some((value) => value !== 0);
  const isConstant = (name: string): boolean => has(plan, constantTargets) && name.includes('/mapping/');
  const stuck = [...reached].filter((name) => !isFelt(name) && !isConstant(name));
  const driven = Object.keys(plan.trainables).filter((name) => !reached.has(name) && moved(name));
  const taught = Object.keys(frozen).filter(moved);
  if (stuck.length > 0) faults.push(`gives no gradient to ${stuck.join(', ')}`);
  if (driven.length > 0) faults.push(`moves what it does not depend on: ${driven.join(', ')}`);
  if (taught.length > 0) faults.push(`changes a teacher: ${taught.join(', ')}`);
  return faults;
}

/** Names of the trainables that a learner's terms depend on: the student's below the taps that are read, connectors', knowledge's. */
function reachOf(learner: PlannedLearner, plan: Plan, models: StageModels): readonly string[] {
  const marked = plan.quiz?.teacher.name === learner.name;
  const logits = marked || learner.taskFeed !== undefined || learner.terms.some(({ reads }) => reads === 'response');
  const taps = new Set([...(logits ? ['logits'] : []), ...learner.terms.flatMap(({ taps: read }) => read.map((tap) => tap.student))]);
  const below = new Set([...taps].flatMap((tap) => [...models.below(learner.student, tap)]));
  const modules = Object.keys(plan.trainables).filter((name) => name.startsWith(`${learner.name}/`) && !name.startsWith(`${learner.name}/student/`));
  return [...[...below].map((name) => `${learner.name}/student/${name}`), ...modules];
}

const has = (plan: Plan, exceptions: typeof otherGradients): boolean =>
  plan.learners.some(({ terms }) => terms.some(({ knowledgeId }) => Object.hasOwn(exceptions, knowledgeId)));
