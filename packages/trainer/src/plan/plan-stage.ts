// Makes the plan of a stage: resolves every learner against its models, merges taps, lists variables, rehearses the losses.
import {
  type Dataset,
  type Learner,
  type Maker,
  type NamedVariables,
  type Objective,
  type RandomStream,
  retortError,
  type Samples,
  type Schedule,
  type Stage,
  type Student,
  type TapName,
  type Teacher,
  type TeacherDemand,
} from '@retort/kernel';
import { disposeAll } from '@retort/tensor';
import { FeedSet } from '../loop/feeds.ts';
import { toSchedule } from '../schedule/to-schedule.ts';
import type { Plan, PlannedLearner, PlannedTerm, PlannedTurn } from './plan.ts';
import { planQuiz } from './plan-quiz.ts';
import { type OwnedPart, planTerm, termNames } from './plan-term.ts';
import { rehearse } from './rehearse.ts';
import { type FixedRef, type Resolved, TeacherResolver } from './resolve-teacher.ts';

export interface PlanInput {
  readonly stage: Stage;
  readonly maker: Maker;
  /** The model in each slot that the stage names, built or taken over by the run. The plan does not own them. */
  readonly students: ReadonlyMap<string, Student>;
  /** Resolves a fixed teacher: the recipe's, or a slot's. */
  readonly teacherOf: (ref: FixedRef) => Teacher | undefined;
  /** Samples in the stage's view. */
  readonly samples: number;
  /** Those samples; identities 0, 1, ... without labels when absent. */
  readonly view?: Pick<Samples, 'ids' | 'labels'>;
  readonly shape: Dataset['shape'];
  /** Views of each sample in a batch; 1 when absent. */
  readonly copies?: number;
  /** Whether the inputs of a sample differ from epoch to epoch; not when absent. */
  readonly augmented?: boolean;
  readonly random: RandomStream;
}

/** Throws coded errors for everything that can be wrong before the first batch; then nothing is left behind. */
export function planStage(input: PlanInput): Plan {
  const { stage, maker, random } = input;
  const feeds = new FeedSet();
  const owned: OwnedPart[] = [];
  const merges: { dispose(): void }[] = [];
  const release = (): void => {
    for (const merge of merges) merge.dispose();
    for (const part of owned) disposeAll({ ...part.variables, ...part.state });
  };
  try {
    const teachers = new TeacherResolver({ ...input, merge: { maker, random: random.child('merge'), feed: feedIn(feeds) }, owned: merges });
    const planned = stage.learners.map((learner) => planLearner(learner, input, feeds, teachers, owned));
    const learners = planned.map((learner) => ({ ...learner, studentTaps: teachers.studentTaps(learner.name) }));
    const parts = partsOf(learners);
    const trainables = collect(parts, 'variables');
    const optimizer = maker.make('optimizer', stage.training.optimizer, `optimizer of stage "${stage.name}"`);
    const rate = toSchedule(maker, optimizer.rate, `rate of the optimizer of stage "${stage.name}"`);
    const slots = optimizer.build(trainables);
    const observers = teachers.observers();
    for (const { teacher, taps } of observers) teacher.check?.(demandOf(input, taps));
    const plan: Plan = Object.freeze({
      stage,
      learners,
      turns: turnsOf(stage, learners, trainables),
      quiz: stage.quiz === undefined ? undefined : planQuiz(stage.quiz, stage, learners),
      teachers: observers,
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
      rehearse(plan, { shape: input.shape, ids: input.view?.ids ?? Int32Array.of(0, 1), copies: input.copies ?? 1 });
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

function demandOf({ stage, samples, copies = 1, augmented = false }: PlanInput, taps: readonly TapName[]): TeacherDemand {
  return { taps, samples, copies, epochs: stage.training.epochs, augmented };
}

const feedIn =
  (feeds: FeedSet) =>
  (prefix: string) =>
  (local: string, value: number | Schedule): string => {
    feeds.add(`${prefix}/${local}`, value);
    return `${prefix}/${local}`;
  };

function planLearner(learner: Learner, input: PlanInput, feeds: FeedSet, teachers: TeacherResolver, owned: OwnedPart[]): PlannedLearner {
  const { maker, stage } = input;
  const where = `learner "${learner.name}" of stage "${stage.name}"`;
  const student = input.students.get(learner.student.slot)!;
  const names = termNames(learner.objective, where);
  // Nobody reads the teacher of an objective without terms: it is not asked.
  const resolved = names.length === 0 ? undefined : resolveTeacher(learner, names, maker, teachers, where);
  const terms: PlannedTerm[] = learner.objective.terms.map((spec, index) => {
    const term = planTerm(spec, names[index]!, {
      maker,
      learner: learner.name,
      student,
      teacher: resolved!.tapped,
      planned: resolved!.planned,
      feeds,
      random: input.random.child(learner.name),
      samples: input.samples,
      view: input.view,
      batch: { size: stage.training.batch * (input.copies ?? 1), fixed: stage.training.lastBatch === 'drop' || input.samples % stage.training.batch === 0 },
      owned,
    });
    for (const tap of term.taps) {
      teachers.askStudent(learner.name, tap.student);
      teachers.ask(resolved!.planned, learner.name, tap.teacher);
    }
    return term;
  });
  const hasTask = learner.objective.task !== 0;
  if (!hasTask && terms.length === 0 && stage.quiz?.teacher !== learner.name)
    throw retortError('KD_E_PLAN_EMPTY', { what: `the objective of ${where}`, expected: 'a task weight above 0 or a knowledge term', received: 'neither' });
  const taskFeed = hasTask ? `${learner.name}/task/weight` : undefined;
  if (taskFeed !== undefined) feeds.add(taskFeed, toSchedule(maker, learner.objective.task, `task weight of ${where}`));
  const objective: Objective = maker.make('objective', learner.objective.id ?? 'weighted-sum', `objective of ${where}`);
  const { pace = 1, frozen = false } = learner;
  return { name: learner.name, slot: learner.student.slot, student, pace, frozen, studentTaps: [], teacher: resolved?.planned, taskFeed, terms, objective };
}

/** Who answers. Terms that read no teacher are given the learner itself where there is nobody else. @throws KD_E_PLAN_TEACHER */
function resolveTeacher(learner: Learner, names: readonly string[], maker: Maker, teachers: TeacherResolver, where: string): Resolved {
  const resolved = learner.teacher && teachers.resolve(learner.teacher, learner, where);
  if (resolved !== undefined) return resolved;
  const asking = learner.objective.terms.flatMap(({ knowledge }, index) => (maker.make('knowledge', knowledge, where).teacherless ? [] : names[index]!));
  if (asking.length > 0) throw retortError('KD_E_PLAN_TEACHER', { what: `${where} has knowledge terms (${asking.join(', ')}) but no teacher` });
  return teachers.resolve({ kind: 'self' }, learner, where)!;
}

/** One turn of all, or one for each learner with what is its own. */
function turnsOf({ order }: Stage, learners: readonly PlannedLearner[], trainables: NamedVariables): readonly PlannedTurn[] {
  if (order !== 'in-turn') return [{ learners, trainables }];
  return learners.map((learner) => {
    const own = Object.entries(trainables).filter(([name]) => name.startsWith(`${learner.name}/`));
    return { learners: [learner], trainables: Object.fromEntries(own) };
  });
}

/** Everything of the learners that holds variables, by stable path. A frozen student has none to be trained. */
function partsOf(learners: readonly PlannedLearner[]): readonly (readonly [string, OwnedPart])[] {
  return learners.flatMap(({ name, student, frozen, terms }) => [
    [`${name}/student`, frozen ? {} : { variables: student.trainables(), state: student.statistics() }] as const,
    ...terms.flatMap((term) => [
      [`${name}/${term.name}/mapping`, term.attend ?? {}] as const,
      ...term.pairs.map((pair, index) => [`${name}/${term.name}/connector-${index}`, pair.connector] as const),
      [`${name}/${term.name}/knowledge`, term.knowledge] as const,
    ]),
  ]);
}

function collect(parts: readonly (readonly [string, OwnedPart])[], kind: keyof OwnedPart): NamedVariables {
  return Object.fromEntries(parts.flatMap(([path, part]) => Object.entries(part[kind] ?? {}).map(([name, variable]) => [`${path}/${name}`, variable])));
}
