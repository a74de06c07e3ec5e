// What the strategies promise, on the real plan and step and in whole runs: who is moved by whom, what is the same to the bit, and
// that every one of them trains a student.
import { createRetort } from '@retort/distill';
import type { Kernel, Learner, ObjectiveSpec, Stage, Student, Teacher } from '@retort/kernel';
import { modelTeacher } from '@retort/models';
import type { RecipeInput } from '@retort/recipe';
import { liveCount, randomStream, readAll, startEngine } from '@retort/tensor';
import { expectClose, playStrategy, strategyContext } from '@retort/testing';
import { clockAt, planStage, takeStep } from '@retort/trainer';
import { afterAll, describe, expect, test } from 'vitest';
import { batchOf, CLASSES, eightDigits, SHAPE } from './matrix/scenes.ts';
import { openTiny, runTiny } from './run-tiny.ts';

const kernel = await createRetort({ output: () => undefined });
const engine = await startEngine(kernel, 'cpu');
const samples = await eightDigits();
afterAll(async () => {
  await engine.dispose();
  await kernel.dispose();
});

const STUDENT = { id: 'mlp', hidden: [6, 5] };
const TEACHER = { id: 'mlp', hidden: [9, 7] };
const KD: ObjectiveSpec = { task: 0, terms: [{ knowledge: { id: 'kd', temperature: 2 }, weight: 1 }] };
const OPTIMIZER = { id: 'sgd', rate: 0.5 };
type Weights = Readonly<Record<string, Float32Array>>;

/** The stages that the strategy of these options makes, without training. */
async function stagesOf(options: { readonly id: string } & Record<string, unknown>, objective = KD): Promise<readonly Stage[]> {
  const inside = kernel.list('strategy');
  const context = strategyContext({ student: STUDENT, objective, view: 'full', teacherModel: TEACHER }, inside);
  const told = { ...context, strategy: (choice: Parameters<Kernel['make']>[1]) => kernel.make('strategy', choice) };
  const { stages } = await playStrategy(kernel.make('strategy', options), { ...told, training: { ...context.training, epochs: 4, optimizer: OPTIMIZER } });
  return stages;
}

function build(slot: string, model: Learner['student']['model']): Student | Promise<Student> {
  return kernel.make('family', model).build({ inputShape: SHAPE, classes: CLASSES, random: randomStream(3, 'strategies').child(slot) });
}

/** The weights of every slot, by `slot/name`, before and after one step of plain gradient descent at the `at`-th step of the stage. */
async function step(stage: Stage, at = 0): Promise<{ readonly before: Weights; readonly after: Weights }> {
  const students = new Map<string, Student>();
  const teachers = new Map<string, Teacher>();
  for (const { student } of stage.learners) students.set(student.slot, await build(student.slot, student.model));
  const taught = stage.learners.flatMap(({ teacher }) => (teacher?.kind === 'committee' ? Object.values(teacher.members) : (teacher ?? [])));
  for (const ref of taught) {
    const slot = ref.kind === 'teacher' ? 'teacher' : ref.kind === 'slot' ? ref.slot : undefined;
    if (slot !== undefined && !teachers.has(slot)) teachers.set(slot, modelTeacher(await build(slot, TEACHER)));
  }
  const plan = planStage({
    stage,
    maker: kernel,
    students,
    teacherOf: (ref) => teachers.get(ref.kind === 'slot' ? ref.slot : 'teacher'),
    samples: samples.size,
    view: samples,
    shape: SHAPE,
    random: randomStream(3, 'plan'),
  });
  const read = () => readAll(Object.fromEntries([...students].flatMap(([slot, one]) => Object.entries(one.trainables()).map(([n, v]) => [`${slot}/${n}`, v]))));
  try {
    const before = await read();
    await takeStep(plan, { batch: await batchOf(samples), clock: clockAt(at, 10, 10), rate: OPTIMIZER.rate, report: false });
    return { before, after: await read() };
  } finally {
    plan.dispose();
    for (const student of students.values()) student.dispose();
    for (const teacher of teachers.values()) teacher.dispose();
  }
}

const of = (weights: Weights, slot: string): Weights => Object.fromEntries(Object.entries(weights).filter(([name]) => name.startsWith(`${slot}/`)));
const moves = ({ before, after }: { before: Weights; after: Weights }): Record<string, number[]> =>
  Object.fromEntries(Object.entries(before).map(([name, values]) => [name, [...values].map((value, index) => after[name]![index]! - value)]));
const still = (moved: Record<string, number[]>): string[] => Object.keys(moved).filter((name) => moved[name]!.every((value) => value === 0));
const silent = ({ terms, ...rest }: ObjectiveSpec): ObjectiveSpec => ({ ...rest, task: 0, terms: terms.map((term) => ({ ...term, weight: 0 })) });
const withTeacher = (stage: Stage, teacher: NonNullable<Learner['teacher']>): Stage => ({
  ...stage,
  learners: stage.learners.map((learner) => ({ ...learner, teacher })),
});

describe('mutual learning', () => {
  const objective: ObjectiveSpec = {
    task: 1,
    terms: [
      { knowledge: { id: 'kd', temperature: 1 }, weight: 1 },
      { knowledge: 'fitnet', weight: 1, mapping: 'features', connector: 'linear' },
      { knowledge: 'rkd', weight: 1, mapping: 'features' },
    ],
  };

  test('of three students: the gradient of one’s loss for another’s weights is zero, and each moves as if it were the only one', async () => {
    const [stage] = await stagesOf({ id: 'mutual', students: 3 }, objective);
    const all = await step(stage!);
    for (const { name, student } of stage!.learners) {
      const learners = stage!.learners.map((learner) => (learner.name === name ? learner : { ...learner, objective: silent(learner.objective) }));
      const one = await step({ ...stage!, learners });
      for (const other of stage!.learners) {
        const moved = of(one.after, other.student.slot);
        if (other.name === name) expect(moved).toEqual(of(all.after, student.slot));
        else expect(moved).toEqual(of(one.before, other.student.slot));
      }
      expect(of(one.after, student.slot)).not.toEqual(of(one.before, student.slot));
    }
  });

  test('three students: the loss of each is the mean of those against its two peers', async () => {
    const [stage] = await stagesOf({ id: 'mutual', students: 3 });
    const against = async (learner: string) => {
      const learners = stage!.learners.map((one) => ({ ...one, objective: one.name === 'student' ? one.objective : silent(one.objective) }));
      const alone = learners.map((one) => (one.name === 'student' ? { ...one, teacher: { kind: 'peer', learner } as const } : one));
      return moves(await step({ ...stage!, learners: alone }));
    };
    const [both, second, third] = [moves(await step(stage!)), await against('student-2'), await against('student-3')];
    for (const name of Object.keys(both).filter((each) => each.startsWith('student/'))) {
      expectClose(
        both[name]!,
        second[name]!.map((value, index) => (value + third[name]![index]!) / 2),
        1e-4,
        name,
      );
    }
  });
});

describe('dgkd', () => {
  const committee = async (drop: number) => (await stagesOf({ id: 'dgkd', assistants: [{ model: TEACHER }], drop })).at(-1)!;

  test('without drops the losses of teacher and assistant are added; one teacher alone is plain distillation', async () => {
    const stage = await committee(0);
    const [teacher, assistant] = [{ kind: 'teacher' } as const, { kind: 'slot', slot: 'assistant-1' } as const];
    const [both, one, two] = [moves(await step(stage)), moves(await step(withTeacher(stage, teacher))), moves(await step(withTeacher(stage, assistant)))];
    for (const name of Object.keys(both)) {
      expectClose(
        both[name]!,
        one[name]!.map((value, index) => value + two[name]![index]!),
        1e-4,
        name,
      );
    }
    const merge = { space: 'loss', weights: { id: 'dropped', drop: 0 } } as const;
    expect((await step(withTeacher(stage, { kind: 'committee', members: { teacher }, merge }))).after).toEqual((await step(withTeacher(stage, teacher))).after);
  });

  test('with one drop each step hears one of them, now this one, now that', async () => {
    const stage = await committee(1);
    const heard = new Set<string>();
    const [teacher, assistant] = [{ kind: 'teacher' } as const, { kind: 'slot', slot: 'assistant-1' } as const];
    for (let at = 0; at < 8; at++) {
      const { after } = await step(stage, at);
      const alone = { teacher: (await step(withTeacher(stage, teacher), at)).after, assistant: (await step(withTeacher(stage, assistant), at)).after };
      const same = Object.entries(alone).filter(([, weights]) => Object.keys(after).every((name) => close(after[name]!, weights[name]!)));
      expect(same).toHaveLength(1);
      heard.add(same[0]![0]);
    }
    expect([...heard].sort()).toEqual(['assistant', 'teacher']);
  });

  const close = (one: Float32Array, other: Float32Array): boolean => one.every((value, index) => Math.abs(value - other[index]!) < 1e-6);
});

describe('who teaches itself is a constant to itself', () => {
  const only = (stage: Stage, name: string): Stage => ({
    ...stage,
    learners: stage.learners.map((learner) => ({ ...learner, objective: { task: 0, terms: learner.objective.terms.filter((term) => term.name === name) } })),
  });

  test('byot: soft targets and hints move an exit and what lies below it, and not the deepest layers', async () => {
    const [stage] = await stagesOf({ id: 'byot', at: ['hidden1'], beta: 1 });
    for (const name of ['exits-response', 'exits-hints']) {
      const fixed = still(moves(await step(only(stage!, name))));
      const deepest = ['student/hidden2/bias', 'student/hidden2/kernel', 'student/logits/bias', 'student/logits/kernel'];
      expect(fixed.filter((each) => !each.includes('/exit1')).sort(), name).toEqual(deepest);
    }
  });

  test('one: soft targets move the branches and the layers they share, and not the gate', async () => {
    const [stage] = await stagesOf({ id: 'one', from: 'hidden1' });
    const moved = moves(await step(only(stage!, 'branches-response')));
    const gate = Object.keys(moved).filter((name) => name.includes('/gate'));
    expect(gate.length).toBeGreaterThan(0);
    expect(still(moved).sort()).toEqual(gate.sort());
    expect(still(moves(await step({ ...stage!, learners: [{ ...stage!.learners[0]!, objective: { task: 1, terms: [] } }] })))).toEqual([]);
  });
});

const recipe: RecipeInput = {
  name: 'strategies',
  seed: 2,
  engine: 'cpu',
  data: { source: 'digits', classes: ['0', '1', '2'], fraction: 0.2, test: 60, validation: 20 },
  teacher: { model: { id: 'mlp', hidden: [12] }, training: { epochs: 3, batch: 16, optimizer: { id: 'adam', rate: 0.01 } } },
  student: { id: 'mlp', hidden: [8, 6], dropout: 0.1 },
  objective: {
    task: 0.5,
    terms: [
      { knowledge: 'kd', weight: 0.5 },
      { knowledge: 'fitnet', weight: 0.1, connector: 'linear' },
    ],
  },
  training: { epochs: 3, batch: 16, optimizer: { id: 'adam', rate: 0.02 } },
};

test('a chain of nothing is its last strategy, to the bit; so is a search of nothing, a list of one part, all samples at once', async () => {
  const { weights } = await runTiny(
    await openTiny({
      ...recipe,
      training: { ...recipe.training, epochs: 2 },
      compare: {
        chain: { strategy: { id: 'teaching-assistant', assistants: [] } },
        dense: { strategy: { id: 'dgkd', assistants: [] } },
        search: { strategy: { id: 'assistant-search', assistants: [] } },
        part: { strategy: { id: 'stages', stages: [{ name: 'only' }] } },
        nested: { strategy: { id: 'stages', stages: [{ name: 'only', strategy: { id: 'teaching-assistant', assistants: [] } }] } },
        samples: { strategy: { id: 'easy-to-hard', fractions: [1] } },
      },
    }),
  );
  expect(Object.keys(weights)).toHaveLength(7);
  expect(new Set(Object.values(weights)).size).toBe(1);
});

const OWN = { terms: [] };
const every: NonNullable<RecipeInput['compare']> = {
  chain: { strategy: { id: 'teaching-assistant', assistants: { count: 1 } }, student: { id: 'mlp', hidden: [6] } },
  accuracy: { strategy: { id: 'teaching-assistant', assistants: { count: 1, by: 'accuracy', candidates: 2 } }, student: { id: 'mlp', hidden: [6] } },
  dense: { strategy: { id: 'dgkd', assistants: [{ model: { id: 'mlp', hidden: [10] } }, { model: { id: 'mlp', hidden: [9] } }] } },
  route: { strategy: { id: 'rco', anchors: 2 } },
  search: { strategy: { id: 'assistant-search', assistants: [{ model: { id: 'mlp', hidden: [10] } }] } },
  mutual: { strategy: { id: 'mutual', students: 3, order: 'in-turn' } },
  // An assistant teaches two students that teach each other.
  both: { strategy: { id: 'teaching-assistant', assistants: [{ model: { id: 'mlp', hidden: [10] } }], last: { id: 'mutual', teacher: 'too' } } },
  ensemble: { strategy: { id: 'kdcl' }, objective: { terms: [{ knowledge: 'kd', weight: 0.5 }] } },
  branches: { strategy: { id: 'one', from: 'hidden1', rampUp: 2 }, objective: OWN },
  copies: { strategy: { id: 'codistillation', every: 3 } },
  exits: { strategy: { id: 'byot', at: ['hidden1'] }, objective: OWN },
  generations: { strategy: { id: 'born-again', generations: 2 } },
  average: { strategy: { id: 'mean-teacher', momentum: 0.8 } },
  pairs: { strategy: { id: 'cs-kd' }, objective: OWN },
  earlier: { strategy: { id: 'tf-kd', alpha: 0.5 }, objective: OWN },
  virtual: { strategy: { id: 'tf-kd', kind: 'virtual', alpha: 0.5 }, objective: OWN },
  parts: {
    strategy: {
      id: 'stages',
      stages: [
        { name: 'hints', epochs: 2, objective: { task: 0, terms: [{ knowledge: 'fitnet', connector: 'linear' }] } },
        { name: 'easy', epochs: 1, select: { keep: 0.5 } },
        { name: 'peers', epochs: 2, strategy: 'mutual' },
        { name: 'last', epochs: 1, select: { by: 'student', keep: 0.5, order: 'hardest' } },
      ],
    },
  },
  easy: { strategy: { id: 'easy-to-hard', fractions: [0.8, 1] } },
};

test('every strategy trains a student that knows the digits, and leaves nothing behind', { timeout: 120_000 }, async () => {
  // None of these plugins' is forgotten; the others have tests of their own.
  const here = ['teaching-assistant', 'mutual-learning', 'self-distillation', 'curriculum'].map((name) => `@retort/plugin-${name}`);
  const brought = kernel.plugins.filter(({ name }) => here.includes(name)).flatMap(({ contributions }) => contributions);
  const tried = new Set(Object.values(every).map(({ strategy }) => (strategy as { id: string }).id));
  expect([...tried].sort()).toEqual(brought.flatMap(({ axis, id }) => (axis === 'strategy' ? [id] : [])).sort());

  const tiny = await openTiny({ ...recipe, compare: every });
  const before = liveCount();
  const { weights, accuracies, figures } = await runTiny(tiny);
  expect(liveCount()).toEqual(before);
  expect(Object.keys(weights)).toHaveLength(Object.keys(every).length + 1);
  // Three classes, and every student has seen them.
  for (const arm of Object.keys(every)) expect(accuracies[arm], arm).toBeGreaterThan(0.6);
  const beside = Object.keys(accuracies).filter((name) => name !== 'teacher' && name !== 'distilled' && !Object.hasOwn(every, name));
  expect(beside).toEqual(
    expect.arrayContaining([
      'chain-assistant-1',
      'route-anchor-2',
      'search-chain-0',
      'mutual-ensemble',
      'generations-ensemble',
      'average-student',
      'earlier-alone',
    ]),
  );
  expect(Object.keys(figures)).toEqual(['accuracy', 'search']);
  expect(Object.keys(figures.search!)).toEqual(['chain-0', 'chain-1', 'search']);
});

test('students teach each other, and themselves, in a recipe without a teacher', async () => {
  const { teacher: _, data, ...rest } = recipe;
  const compare = { generations: { strategy: { id: 'born-again', generations: 1 } }, average: { strategy: 'mean-teacher' } };
  const { accuracies } = await runTiny(await openTiny({ ...rest, data: { ...data, validation: 0 }, strategy: 'mutual', compare }));
  expect(Object.keys(accuracies).sort()).toEqual(
    ['average', 'average-student', 'distilled', 'distilled-ensemble', 'distilled-student-2', 'generations', 'generations-generation-0'].sort(),
  );
});

test('strategies that decide by outcomes, with peers and copies, resume to the same bits', { timeout: 120_000 }, async () => {
  const { search, copies, average } = every;
  const input: RecipeInput = {
    ...recipe,
    training: { ...recipe.training, epochs: 2, checkpointEvery: 3, logEvery: 1 },
    compare: { search: search!, copies: copies!, average: average! },
  };
  const whole = await runTiny(await openTiny(input));
  const tiny = await openTiny(input);
  expect((await runTiny(tiny, { folder: 'run', stopAt: Math.round(0.6 * whole.steps) })).interrupted).toBe(true);
  const { weights } = await runTiny(tiny, { folder: 'run', resume: true });
  expect(weights).toEqual(whole.weights);
});
