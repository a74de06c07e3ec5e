// What a knowledge says of given numbers: for tests against reference values.
import type { Contribution } from '@retort/kernel';
import type { HostCase } from './contract/knowledge/host-case.ts';
import { openKnowledge, type Probe } from './contract/knowledge/probe.ts';
import type { HostTensor } from './host-tensor.ts';
import { makerOf } from './maker-of.ts';

export interface KnowledgeValues {
  /** One tensor per tap; for a response knowledge one, the logits. */
  readonly student: readonly HostTensor[];
  readonly teacher: readonly HostTensor[];
  /** Class indices; all 0 when absent. */
  readonly labels?: readonly number[];
  readonly options?: Readonly<Record<string, unknown>>;
  /** Other contributions it needs, such as schedules. */
  readonly contributions?: readonly Contribution[];
  /** How much each sample counts, for a knowledge that honours it. */
  readonly weights?: readonly number[];
  /** Views of each sample: the rows are all first views, then all second ones, and so on. 1 when absent. */
  readonly copies?: number;
  /** For its own random numbers; 1 when absent. */
  readonly seed?: number;
}

/** Loss, terms and gradients, evaluated once on the current engine as a step would. Nothing is left behind. */
export async function evaluateKnowledge(contribution: Contribution<'knowledge'>, values: KnowledgeValues): Promise<Probe> {
  const { student, teacher, options = {}, contributions = [], copies = 1, seed = 1 } = values;
  const maker = makerOf([contribution, ...contributions]);
  const size = student[0]!.shape[0]!;
  const labels = values.labels ?? Array<number>(size).fill(0);
  const width = student[0]!.shape.length === 2 ? student[0]!.shape[1]! : 2;
  const one: HostCase = {
    student,
    teacher,
    labels,
    ids: Array.from({ length: size }, (_, row) => row % (size / copies)),
    classes: Math.max(width, ...labels.map((label) => label + 1)),
    ...(copies === 1 ? {} : { copies }),
    ...(values.weights === undefined ? {} : { weights: values.weights }),
  };
  const open = openKnowledge(maker.make('knowledge', { ...options, id: contribution.id }), maker, one, seed);
  try {
    return await open.probe(one);
  } finally {
    open.close();
  }
}
