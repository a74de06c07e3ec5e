// A plan as plain data, for people: taps, shapes, terms, weights, variables. `retort plan` prints it; nothing is trained.
import type { Plan, PlannedTeacher, PlannedTerm } from './plan.ts';

export interface PlannedTermDescription {
  readonly term: string;
  readonly knowledge: string;
  readonly weight: string;
  /** `student tap [shape] -> connector -> teacher tap [shape]`. */
  readonly pairs: readonly { readonly student: string; readonly connector: string; readonly teacher: string }[];
}

export interface LearnerDescription {
  readonly learner: string;
  readonly teacher: string;
  readonly taps: readonly { readonly tap: string; readonly shape: readonly number[] }[];
  readonly terms: readonly PlannedTermDescription[];
}

export interface PlanDescription {
  readonly stage: string;
  readonly learners: readonly LearnerDescription[];
  readonly variables: readonly { readonly name: string; readonly shape: readonly number[]; readonly size: number }[];
  /** All trained numbers. */
  readonly trainable: number;
}

export function describePlan(plan: Plan): PlanDescription {
  const variables = Object.entries(plan.trainables).map(([name, { shape, size }]) => ({ name, shape, size }));
  return {
    stage: plan.stage.name,
    learners: plan.learners.map((learner) => ({
      learner: learner.name,
      teacher: learner.teacher === undefined ? 'none' : nameOf(learner.teacher),
      taps: learner.student.taps.map((tap) => ({ tap, shape: learner.student.shapeOf(tap) })),
      terms: [...(learner.taskFeed === undefined ? [] : [taskTerm(plan, learner.name)]), ...learner.terms.map(describeTerm)],
    })),
    variables,
    trainable: variables.reduce((total, { size }) => total + size, 0),
  };
}

function nameOf(teacher: PlannedTeacher): string {
  switch (teacher.kind) {
    case 'fixed':
      return 'teacher';
    case 'peer':
      return `peer ${teacher.learner}`;
    case 'self':
      return 'itself';
    case 'committee':
      return `committee of ${teacher.names.map((name, k) => `${name} (${nameOf(teacher.members[k]!)})`).join(', ')}`;
  }
}

function taskTerm(plan: Plan, learner: string): PlannedTermDescription {
  const { objective } = plan.stage.learners.find(({ name }) => name === learner)!;
  const weight = typeof objective.task === 'number' ? String(objective.task) : JSON.stringify(objective.task);
  return { term: 'task', knowledge: 'cross-entropy', weight, pairs: [] };
}

function describeTerm({ name, knowledgeId, weight, pairs }: PlannedTerm): PlannedTermDescription {
  return {
    term: name,
    knowledge: knowledgeId,
    weight,
    pairs: pairs.map((pair) => ({
      student: `${pair.student} [${pair.studentShape.join(', ')}]`,
      connector: `${pair.connectorId} [${pair.connector.shape.join(', ')}]`,
      teacher: `${pair.teacher} [${pair.teacherShape.join(', ')}]`,
    })),
  };
}
