// Makes the plan of a stage: resolves every learner against its models, merges taps, lists variables, rehearses the losses.
import {
  type Dataset,
  expectedName,
  type Learner,
  type Maker,
  type NamedVariables,
  type Objective,
  type RandomStream,
  retortError,
  type Samples,
  type Stage,
  type Student,
  type TapName,
  type Tapped,
  type Teacher,
} from '@retort/kernel';
import { FeedSet } from '../loop/feeds.ts';
import { toSchedule } from '../schedule/to-schedule.ts';
import type { Plan, PlannedLearner, PlannedTeacher, PlannedTerm } from './plan.ts';
import { type OwnedPart, planTerm, termNames } from './plan-term.ts';
import { rehearse } from './rehearse.ts';

export interface PlanInput {
  readonly stage: Stage;
  readonly maker: Maker;
  /** The model in each slot that the stage names, built or taken over by the run. The plan does not own them. */
  readonly students: ReadonlyMap<string, Student>;
  /** Resolves a fixed teacher: the recipe's, or a slot's. */
  readonly teacherOf: (learner: Learner) => Teacher | undefined;
  /** Samples in the stage's view. */
  readonly samples: number;
  /** Those samples; identities 0, 1, ... without labels when absent. */
  readonly view?: Pick<Samples, 'ids' | 'labels'>;
  readonly shape: Dataset['shape'];
  readonly random: RandomStream;
}

/** Throws coded errors for everything that can be wrong before the first batch; then nothing is left behind. */
export function planStage(input: PlanInput): Plan {
  const { stage, maker, random } = input;
  const feeds = new FeedSet();
  const observers = new Map<Teacher, { readonly index: number; readonly taps: Set<TapName> }>();
  const learners: PlannedLearner[] = [];
  const owned: OwnedPart[] = [];
  const release = (): void => {
    feeds.dispose();
    for (const part of owned) for (const variable of Object.values({ ...part.variables, ...part.state })) variable.dispose();
  };
  try {
    for (const learner of stage.learners) learners.push(planLearner(learner, input, feeds, observers, owned));
    const merged = learners.map((learner) => ({ ...learner, studentTaps: tapsOf(learner, learners) }));
    const parts = partsOf(merged);
    const trainables = collect(parts, 'variables');
    const optimizer = maker.make('optimizer', stage.training.optimizer, `optimizer of stage "${stage.name}"`);
    const rate = toSchedule(maker, optimizer.rate, `rate of the optimizer of stage "${stage.name}"`);
    const slots = optimizer.build(trainables);
    const plan: Plan = Object.freeze({
      stage,
      learners: merged,
      teachers: [...observers].map(([teacher, { taps }]) => ({ teacher, taps: [...taps] })),
      trainables,
      statistics: collect(parts, 'state'),
      optimizer,
      slots,
      rate,
      feeds,
      clip: stage.training.clip,
      random: random.child('step'),
      dispose() {
        slots.dispose();
        release();
      },
    });
    try {
      rehearse(plan, input.shape, input.view?.ids);
    } catch (error) {
      slots.dispose();
      throw error;
    }
    return plan;
  } catch (error) {
    release();
    throw error;
  }
}

function planLearner(
  learner: Learner,
  input: PlanInput,
  feeds: FeedSet,
  observers: Map<Teacher, { readonly index: number; readonly taps: Set<TapName> }>,
  owned: OwnedPart[],
): PlannedLearner {
  const { maker, stage } = input;
  const where = `learner "${learner.name}" of stage "${stage.name}"`;
  const student = input.students.get(learner.student.slot)!;
  const { teacher, tapped } = resolveTeacher(learner, input, observers, where);
  const names = termNames(learner.objective, where);
  if (names.length > 0 && tapped === undefined) {
    throw retortError('KD_E_PLAN_TEACHER', { what: `${where} has knowledge terms (${names.join(', ')}) but no teacher` });
  }
  const terms: PlannedTerm[] = learner.objective.terms.map((spec, index) =>
    planTerm(spec, names[index]!, {
      maker,
      learner: learner.name,
      student,
      teacher: tapped!,
      feeds,
      random: input.random.child(learner.name),
      samples: input.samples,
      view: input.view,
      owned,
    }),
  );
  if (teacher?.kind === 'fixed') {
    const taps = [...observers.values()][teacher.index]!.taps;
    for (const term of terms) for (const pair of term.pairs) taps.add(pair.teacher);
  }
  const hasTask = learner.objective.task !== 0;
  if (!hasTask && terms.length === 0)
    throw retortError('KD_E_PLAN_EMPTY', { what: `the objective of ${where}`, expected: 'a task weight above 0 or a knowledge term', received: 'neither' });
  const taskFeed = hasTask ? `${learner.name}/task/weight` : undefined;
  if (taskFeed !== undefined) feeds.add(taskFeed, toSchedule(maker, learner.objective.task, `task weight of ${where}`));
  const objective: Objective = maker.make('objective', learner.objective.id ?? 'weighted-sum', `objective of ${where}`);
  return { name: learner.name, slot: learner.student.slot, student, studentTaps: [], teacher, taskFeed, terms, objective };
}

function resolveTeacher(
  learner: Learner,
  { stage, students, teacherOf }: PlanInput,
  observers: Map<Teacher, { readonly index: number; readonly taps: Set<TapName> }>,
  where: string,
): { readonly teacher: PlannedTeacher | undefined; readonly tapped: Tapped | undefined } {
  const ref = learner.teacher;
  if (ref?.kind === 'peer') {
    const peer = stage.learners.find(({ name }) => name === ref.learner);
    if (peer === undefined || peer === learner) {
      const others = stage.learners.filter((other) => other !== learner).map(({ name }) => name);
      throw retortError('KD_E_PLAN_PEER', { what: `the peer of ${where}`, expected: expectedName(ref.learner, others), received: `"${ref.learner}"` });
    }
    return { teacher: { kind: 'peer', learner: ref.learner }, tapped: students.get(peer.student.slot) };
  }
  // Nobody reads the teacher of an objective without terms: it is not asked.
  const fixed = learner.objective.terms.length === 0 ? undefined : teacherOf(learner);
  if (fixed === undefined) return { teacher: undefined, tapped: undefined };
  if (!observers.has(fixed)) observers.set(fixed, { index: observers.size, taps: new Set() });
  return { teacher: { kind: 'fixed', index: observers.get(fixed)!.index }, tapped: fixed };
}

/** What a learner's own terms read of its student, and what its peers read of it. */
function tapsOf(learner: PlannedLearner, all: readonly PlannedLearner[]): readonly TapName[] {
  const taps = new Set(learner.terms.flatMap((term) => term.pairs.map((pair) => pair.student)));
  for (const other of all) {
    if (other.teacher?.kind === 'peer' && other.teacher.learner === learner.name)
      for (const term of other.terms) for (const pair of term.pairs) taps.add(pair.teacher);
  }
  return [...taps];
}

/** Everything of the learners that holds variables, by stable path. */
function partsOf(learners: readonly PlannedLearner[]): readonly (readonly [string, OwnedPart])[] {
  return learners.flatMap(({ name, student, terms }) => [
    [`${name}/student`, { variables: student.trainables(), state: student.statistics() }] as const,
    ...terms.flatMap((term) => [
      ...term.pairs.map((pair, index) => [`${name}/${term.name}/connector-${index}`, pair.connector] as const),
      [`${name}/${term.name}/knowledge`, term.knowledge] as const,
    ]),
  ]);
}

function collect(parts: readonly (readonly [string, OwnedPart])[], kind: keyof OwnedPart): NamedVariables {
  return Object.fromEntries(parts.flatMap(([path, part]) => Object.entries(part[kind] ?? {}).map(([name, variable]) => [`${path}/${name}`, variable])));
}
