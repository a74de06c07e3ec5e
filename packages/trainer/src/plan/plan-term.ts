// Resolves one term: mapping to pairs, connectors built from their shapes, knowledge built, feeds registered.
import {
  type Knowledge,
  type KnowledgeBuild,
  type Maker,
  type MappingBuild,
  type NamedVariables,
  type ObjectiveSpec,
  type RandomStream,
  retortError,
  type Student,
  type TermSpec,
} from '@retort/kernel';
import type { FeedSet } from '../loop/feeds.ts';
import { toSchedule } from '../schedule/to-schedule.ts';
import { located } from './located.ts';
import type { PlannedTeacher, PlannedTerm } from './plan.ts';
import { mappedTaps, planPairs } from './plan-pairs.ts';
import type { Resolved } from './resolve-teacher.ts';
import { voiceNames, weighsSamples } from './voice-names.ts';

/** A connector, a mapping or a knowledge: what a plan owns. */
export interface OwnedPart {
  readonly variables?: NamedVariables;
  readonly state?: NamedVariables;
}

export interface TermContext {
  readonly maker: Maker;
  readonly learner: string;
  readonly student: Student;
  readonly teacher: Resolved['tapped'];
  /** Who answers: decides whose voice each tap is. */
  readonly planned: PlannedTeacher;
  readonly feeds: FeedSet;
  readonly random: RandomStream;
  readonly samples: number;
  readonly view: KnowledgeBuild['view'];
  readonly batch: MappingBuild['batch'];
  /** Receives what was built, as soon as it is: it is released with the plan, or where planning fails later on. */
  readonly owned: OwnedPart[];
}

/** Where neither a mapping nor layers are given. */
const DEFAULT_MAPPING = 'features';
/** What is compared element by element needs one space; the rest compares within each. */
const defaultConnector = (knowledge: Knowledge): string => (knowledge.family === 'feature' && knowledge.aligned ? 'auto' : 'none');

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
  const { maker, learner, feeds } = context;
  const where = `term "${name}" of learner "${learner}"`;
  const prefix = `${learner}/${name}`;
  const knowledge = maker.make('knowledge', spec.knowledge, where);
  const read = knowledge.family === 'response' ? planLogits(spec, where, context) : planLayers(spec, knowledge, prefix, where, context);
  const shapes =
    knowledge.family === 'response'
      ? { student: read.taps.map((tap) => context.student.shapeOf(tap.student)), teacher: read.taps.map((tap) => context.teacher.shapeOf(tap.teacher)) }
      : { student: read.pairs.map((pair) => pair.connector.shape), teacher: read.pairs.map((pair) => pair.teacherShape) };
  const build = {
    ...shapes,
    classes: context.student.classes,
    samples: context.samples,
    ...(context.view === undefined ? {} : { view: context.view }),
    ...(spec.phase === undefined ? {} : { phase: spec.phase }),
    random: context.random.child(`${name}/knowledge`),
  };
  const voices = voicesOf(knowledge, read, where, context);

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
    ...read,
    voices,
  };
  const ready = located(where, () => built(knowledge, build));
  context.owned.push(ready.knowledge);
  return { ...base, ...ready };
}

type Read = Pick<PlannedTerm, 'taps' | 'attend' | 'pairs'>;

/** The models' own logits, or those that a mapping names. */
function planLogits({ mapping, connector }: TermSpec, where: string, context: TermContext): Read {
  const { student, teacher } = context;
  if (connector !== undefined)
    throw retortError('KD_E_PLAN_SHAPES', { what: where, expected: 'no connector: a response is read as it is', received: idOf(connector) });
  const taps = mapping === undefined ? [{ student: 'logits', teacher: 'logits' }] : mappedTaps(mapping, where, context).taps;
  for (const tap of taps) {
    const [own, other] = [student.shapeOf(tap.student), teacher.shapeOf(tap.teacher)];
    if (own.length === 1 && other.length === 1 && own[0] === other[0]) continue;
    const expected = other.length === 1 ? `${other[0]} classes, as the teacher has` : 'logits: taps of shape [classes]';
    const received = `[${own.join(', ')}] of the student's "${tap.student}", [${other.join(', ')}] of the teacher's "${tap.teacher}"`;
    throw retortError('KD_E_PLAN_CLASSES', { what: where, expected, received });
  }
  return { taps, attend: undefined, pairs: [] };
}

function planLayers(spec: TermSpec, knowledge: Knowledge, prefix: string, where: string, context: TermContext): Read {
  return planPairs({ mapping: spec.mapping ?? DEFAULT_MAPPING, connector: spec.connector ?? defaultConnector(knowledge) }, prefix, where, context);
}

/** Whose voice each tap is, where a committee answers. @throws KD_E_PLAN_WEIGHTS */
function voicesOf(knowledge: Knowledge, { taps, attend }: Read, where: string, { planned }: TermContext): PlannedTerm['voices'] {
  const sequence = knowledge.family === 'feature' && knowledge.reads === 'sequence';
  if (attend?.joined.some(({ weighted }) => weighted) === true && (sequence || !knowledge.weighs))
    throw refuse(where, knowledge, `the mapping weighs each sample${sequence ? ', pair by pair' : ''}`);
  if (planned.kind !== 'committee') return [];
  const names = voiceNames(planned);
  const voiceOf = (path: string): number | undefined => {
    const voice = names.findIndex((name) => `${path}/`.startsWith(`${name}/`));
    return voice < 0 ? undefined : voice;
  };
  const voices = attend === undefined ? taps.map(({ teacher }) => voiceOf(teacher)) : attend.joined.map(({ member }) => voiceOf(member ?? ''));
  const heard = (knowledge.family === 'response' && planned.merge.apart) || voices.some((voice) => voice !== undefined);
  const whole = knowledge.family === 'relation';
  if (heard && weighsSamples(planned) && !whole && !knowledge.weighs) throw refuse(where, knowledge, 'the committee weighs each sample');
  if (sequence && new Set(voices).size > 1) throw refuse(where, knowledge, 'its pairs are heard from several members');
  return voices;
}

function refuse(where: string, knowledge: Knowledge, received: string): Error {
  return retortError('KD_E_PLAN_WEIGHTS', { what: where, expected: `a knowledge that honours such weights; "${knowledge.id}" does not`, received });
}

function built(knowledge: Knowledge, build: KnowledgeBuild) {
  if (knowledge.family === 'response') return { reads: 'response' as const, knowledge: knowledge.build(build) };
  if (knowledge.family === 'relation') return { reads: 'relation' as const, knowledge: knowledge.build(build) };
  return knowledge.reads === 'pair'
    ? { reads: 'pair' as const, knowledge: knowledge.build(build) }
    : { reads: 'sequence' as const, knowledge: knowledge.build(build) };
}

function idOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : 'schedule';
}
