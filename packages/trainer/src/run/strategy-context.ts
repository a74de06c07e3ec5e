// What a strategy is told at the top of an arm, and how the participants are called that it names. A strategy that nests another
// one passes the context on, changed.
import { type ArmSpec, type Choice, checkId, type Recipe, retortError, type StrategyContext } from '@retort/kernel';
import { slotsOf, type Taught, TEACHER_ARM, type World } from './world.ts';

type Told = Pick<World, 'maker' | 'data' | 'random'>;

export function contextOf({ student, objective, view, training }: ArmSpec, world: Told, taught: Taught): StrategyContext {
  const { teacher, single, metrics } = taught;
  return {
    student,
    objective,
    view,
    training,
    ...(teacher === undefined ? {} : { teacher: { kind: 'teacher' } as const }),
    ...(single === undefined ? {} : { teacherModel: single.model }),
    ...(metrics === undefined ? {} : { teacherMetrics: metrics }),
    judged: world.data.validation === undefined ? 'test' : 'validation',
    name: (local) => local,
    strategy: (choice) => world.maker.make('strategy', choice, 'a strategy inside another'),
    parameters: (model) => parametersOf(model, world, taught),
  };
}

async function parametersOf(model: Choice, world: Told, { single }: Taught): Promise<number> {
  const slots = slotsOf({ ...world, random: world.random.child('parameters') }, single);
  try {
    const student = await slots.open({ slot: 'counted', model }, 'a model whose parameters are counted');
    return Object.values(student.trainables()).reduce((total, { size }) => total + size, 0);
  } finally {
    slots.dispose();
  }
}

/** The participant `<arm>-<name>`. @throws KD_E_ID_INVALID, KD_E_RUN_STAGE where an arm is called so. */
export function alsoName({ arms }: Recipe, arm: string, local: string): string {
  const name = `${arm}-${checkId(local, `name of what arm "${arm}" measures beside its student`)}`;
  if (name !== TEACHER_ARM && !Object.hasOwn(arms, name)) return name;
  throw retortError('KD_E_RUN_STAGE', {
    what: `the strategy of arm "${arm}" measures "${local}"`,
    expected: `no arm called "${name}"`,
    received: 'one',
    action: 'Give the arm another name.',
  });
}
