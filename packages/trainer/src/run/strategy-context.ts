// What a strategy is told at the top of an arm. A strategy that nests another one passes it on, changed.
import type { DataParts } from '@retort/data';
import type { ArmSpec, Choice, Maker, Metrics, RandomStream, StrategyContext, TeacherSource } from '@retort/kernel';
import { Slots } from './slots.ts';

export interface ContextInput {
  readonly maker: Maker;
  readonly data: DataParts;
  readonly random: RandomStream;
  /** Of the recipe's teacher; none where there is none. */
  readonly source: TeacherSource | undefined;
  /** The teacher's, on what outcomes are judged on. */
  readonly metrics: Metrics | undefined;
}

export function contextOf({ student, objective, view, training }: ArmSpec, { maker, data, random, source, metrics }: ContextInput): StrategyContext {
  return {
    student,
    objective,
    view,
    training,
    ...(source === undefined ? {} : { teacher: { kind: 'teacher' } as const }),
    ...(source?.members.length === 1 ? { teacherModel: source.members[0]!.model } : {}),
    ...(metrics === undefined ? {} : { teacherMetrics: metrics }),
    judged: data.validation === undefined ? 'test' : 'validation',
    name: (local) => local,
    strategy: (choice) => maker.make('strategy', choice, 'a strategy inside another'),
    parameters: (model) => parametersOf(model, { maker, data, random }),
  };
}

async function parametersOf(model: Choice, { maker, data, random }: Pick<ContextInput, 'maker' | 'data' | 'random'>): Promise<number> {
  const slots = new Slots({ maker, random: random.child('parameters'), inputShape: data.shape, classes: data.classes.length });
  try {
    const student = await slots.open({ slot: 'counted', model }, 'a model whose parameters are counted');
    return Object.values(student.trainables()).reduce((total, { size }) => total + size, 0);
  } finally {
    slots.dispose();
  }
}
