// Resolves one term: mapping to pairs, connectors built from their shapes, knowledge built, feeds registered.
import {
  type Choice,
  type Knowledge,
  type KnowledgeBuild,
  type Maker,
  type NamedVariables,
  type ObjectiveSpec,
  type RandomStream,
  retortError,
  type Shape,
  type Student,
  type Tapped,
  type TapShapes,
  type TermSpec,
} from '@retort/kernel';
import type { FeedSet } from '../loop/feeds.ts';
import { toSchedule } from '../schedule/to-schedule.ts';
import { located } from './located.ts';
import type { PlannedPair, PlannedTerm } from './plan.ts';

/** A connector or a knowledge: what a plan owns. */
export interface OwnedPart {
  readonly variables?: NamedVariables;
  readonly state?: NamedVariables;
}

export interface TermContext {
  readonly maker: Maker;
  readonly learner: string;
  readonly student: Student;
  readonly teacher: Tapped;
  readonly feeds: FeedSet;
  readonly random: RandomStream;
  readonly samples: number;
  readonly view: KnowledgeBuild['view'];
  /** Receives what was built, as soon as it is: it is released with the plan, or where planning fails later on. */
  readonly owned: OwnedPart[];
}

/** Where neither a mapping nor layers are given. */
const DEFAULT_MAPPING = 'features';
/** A feature is compared element by element, so its spaces must be equal; a relation compares samples within each space. */
const DEFAULT_CONNECTOR = { feature: 'identity', relation: 'none' } as const;

/** The name of each term: its own, or its knowledge's id. Two of the same name are refused. */
export function termNames(objective: ObjectiveSpec, where: string): readonly string[] {
  const names = objective.terms.map((term) => term.name ?? idOf(term.knowledge));
  names.forEach((name, index) => {
    if (name === 'task' || names.indexOf(name) !== index) {
      throw retortError('KD_E_PLAN_TERM_NAME', { what: `term "${name}" of ${where}`, expected: 'a name that no other term has', received: names.join(', ') });
    }
  });
  return names;
}

export function planTerm(spec: TermSpec, name: string, context: TermContext): PlannedTerm {
  const { maker, learner, student, teacher, feeds } = context;
  const where = `term "${name}" of learner "${learner}"`;
  const prefix = `${learner}/${name}`;
  const knowledge = maker.make('knowledge', spec.knowledge, where);
  if (student.classes !== teacher.classes && knowledge.family === 'response') {
    throw retortError('KD_E_PLAN_CLASSES', {
      what: where,
      expected: `${teacher.classes} classes, as the teacher has`,
      received: `${student.classes} classes of the student`,
    });
  }
  const pairs = knowledge.family === 'response' ? [] : planPairs({ connector: DEFAULT_CONNECTOR[knowledge.family], ...spec }, prefix, where, context);
  const shapes =
    knowledge.family === 'response'
      ? { student: [student.shapeOf('logits')], teacher: [teacher.shapeOf('logits')] }
      : { student: pairs.map((pair) => pair.connector.shape), teacher: pairs.map((pair) => pair.teacherShape) };
  const build = { ...shapes, classes: student.classes, samples: context.samples, ...inView(context.view), random: context.random.child(`${name}/knowledge`) };

  feeds.add(`${prefix}/weight`, toSchedule(maker, spec.weight, `weight of ${where}`));
  const local: Record<string, string> = {};
  for (const [feed, value] of Object.entries(knowledge.feeds)) {
    local[feed] = `${prefix}/${feed}`;
    feeds.add(local[feed], toSchedule(maker, value, `${feed} of ${where}`));
  }
  const base = {
    name,
    knowledgeId: knowledge.id,
    weightFeed: `${prefix}/weight`,
    weight: typeof spec.weight === 'number' ? String(spec.weight) : idOf(spec.weight),
    feeds: local,
    pairs,
  };
  const ready = located(where, () => built(knowledge, build));
  context.owned.push(ready.knowledge);
  return { ...base, ...ready };
}

function inView(view: KnowledgeBuild['view']): Pick<KnowledgeBuild, 'view'> {
  return view === undefined ? {} : { view };
}

function built(knowledge: Knowledge, build: KnowledgeBuild) {
  if (knowledge.family === 'response') return { reads: 'response' as const, knowledge: knowledge.build(build) };
  if (knowledge.family === 'relation') return { reads: 'relation' as const, knowledge: knowledge.build(build) };
  return knowledge.reads === 'pair'
    ? { reads: 'pair' as const, knowledge: knowledge.build(build) }
    : { reads: 'sequence' as const, knowledge: knowledge.build(build) };
}

function planPairs(
  spec: TermSpec & { readonly connector: Choice },
  prefix: string,
  where: string,
  { maker, student, teacher, random, owned }: TermContext,
): readonly PlannedPair[] {
  const mapping = maker.make('mapping', spec.mapping ?? DEFAULT_MAPPING, `mapping of ${where}`);
  const connector = maker.make('connector', spec.connector, `connector of ${where}`);
  const pairs = located(where, () =>
    mapping.pairs({ student: tapShapes(student), teacher: tapShapes(teacher), layers: { student: student.layers, teacher: teacher.layers } }),
  );
  if (pairs.length === 0) throw retortError('KD_E_PLAN_NO_PAIRS', { what: `the mapping of ${where}`, expected: 'at least one pair of taps', received: 'none' });
  return pairs.map((pair, index) =>
    located(`${where}, student "${pair.student}", teacher "${pair.teacher}"`, () => {
      const studentShape = student.shapeOf(pair.student);
      const teacherShape = teacher.shapeOf(pair.teacher);
      const built = connector.build({ student: studentShape, teacher: teacherShape, random: random.child(`${prefix}/connector-${index}`) });
      owned.push(built);
      return { ...pair, studentShape, teacherShape, connectorId: idOf(spec.connector), connector: built };
    }),
  );
}

function tapShapes(model: Tapped): TapShapes {
  return new Map<string, Shape>(model.taps.map((tap) => [tap, model.shapeOf(tap)]));
}

function idOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : 'schedule';
}
