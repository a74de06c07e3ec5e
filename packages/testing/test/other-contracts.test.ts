// The suites for connectors, mappings, strategies, teachers, plugins and engines pass what is sound and find what is broken.
import {
  type BuiltConnector,
  type BuiltMapping,
  defineConnector,
  defineEngine,
  defineMapping,
  definePlugin,
  defineStrategy,
  defineWeighting,
  type JoinedPair,
  retortError,
  type Shape,
  type Stage,
  type Teacher,
  type TeacherRef,
  type Tensor,
  type Tensor1D,
  type Variable,
  type Weighting,
} from '@retort/kernel';
import {
  add,
  clone,
  cpuEngine,
  createVariable,
  detach,
  div,
  exp,
  fill,
  keep,
  max,
  mul,
  norm,
  ones,
  range,
  reshape,
  scalar,
  scope,
  slice,
  softmax,
  squeeze,
  stack,
  tensorPlugin,
  uniform,
  zeros,
} from '@retort/tensor';
import { describe, expect, test } from 'vitest';
import {
  connectorContract,
  engineContract,
  mappingContract,
  pluginContract,
  type Runner,
  strategyContract,
  teacherContract,
  tinyModel,
  tinyTeacher,
  weightingContract,
} from '../src/index.ts';
import { failures } from './collect.ts';

async function expectFailure(register: (runner: Runner) => void, check: string): Promise<void> {
  const failed = [...(await failures(register)).keys()];
  expect(
    failed.some((name) => name.includes(check)),
    `failed: ${failed.join('; ')}`,
  ).toBe(true);
}

describe('connectors', () => {
  const connector = (build: (student: Shape) => BuiltConnector) =>
    defineConnector({ id: 'mine', summary: 'mine', create: () => ({ build: ({ student }) => build(student) }) });
  const joins = [[[3], [3]]] as const;
  const ask =
    (one: ReturnType<typeof connector>, options = {}) =>
    (runner: Runner) =>
      connectorContract(one, { ...runner, joins, ...options });

  test('a sound one passes', async () => {
    const sound = connector((shape) => {
      const scale = createVariable(ones([]));
      return { shape, variables: { scale }, apply: (x) => mul(x, scale) };
    });
    expect([...(await failures(ask(sound)))]).toEqual([]);
  });

  test('broken ones are found', async () => {
    await expectFailure(ask(connector(() => ({ shape: [4], apply: (x) => clone(x) }))), 'returns the shape');
    await expectFailure(ask(connector((shape) => ({ shape, apply: (x) => mul(detach(x), 2) }))), 'its gradient reaches');
    await expectFailure(ask(connector((shape) => ({ shape, apply: (x) => x }))), 'a tensor of its own');
    await expectFailure(
      ask(
        connector((shape) => {
          keep(zeros([1]));
          return { shape, apply: (x) => clone(x) };
        }),
      ),
      'leaves nothing behind',
    );
    await expectFailure(
      ask(
        connector((shape) => ({ shape, apply: (x) => clone(x) })),
        { refuses: [[[3], [4]]] },
      ),
      'refuses',
    );
  });
});

describe('mappings', () => {
  const mapping = (choose: (teacher: string[]) => { student: string; teacher: string }[]) =>
    defineMapping({ id: 'mine', summary: 'mine', create: () => ({ pairs: ({ teacher }) => choose([...teacher.keys()]) }) });
  const ask = (one: ReturnType<typeof mapping>) => (runner: Runner) => mappingContract(one, runner);

  test('a sound one passes', async () => {
    expect([...(await failures(ask(mapping(([, first]) => [{ student: 'block1', teacher: first! }]))))]).toEqual([]);
  });

  test('broken ones are found', async () => {
    let turn = 0;
    await expectFailure(ask(mapping(() => [])), 'at least one pair');
    await expectFailure(ask(mapping(() => [{ student: 'block1', teacher: 'block9' }])), 'taps that exist');
    await expectFailure(ask(mapping(() => Array(2).fill({ student: 'block1', teacher: 'block1' }))), 'each once');
    await expectFailure(ask(mapping((teacher) => [{ student: 'block1', teacher: teacher[turn++ % teacher.length]! }])), 'the same pairs again');
  });
});

describe('mappings that attend', () => {
  type Join = (student: Tensor, teacher: Tensor, scale: Variable) => JoinedPair;
  const taps = { student: { own: [3] }, teacher: { other: [3] } };
  const weighted: Join = (student, teacher, scale) => ({
    student: mul(student, scale),
    teacher: clone(teacher),
    weights: squeeze<Tensor1D>(softmax(slice(mul(student, scale), [0, 0], [-1, 1])), [1]),
  });
  const attending = (join: Join, promise: Partial<BuiltMapping> = {}) =>
    defineMapping({
      id: 'mine',
      summary: 'mine',
      create: () => ({
        pairs: () => [{ student: 'own', teacher: 'other' }],
        build: () => {
          const scale = createVariable(scalar(2));
          return {
            joined: [{ student: [3], teacher: [3], weighted: true, label: 'own <- other' }],
            variables: { scale },
            join: ({ student, teacher }) => [join(student[0]!, teacher[0]!, scale)],
            ...promise,
          };
        },
      }),
    });
  const ask = (one: ReturnType<typeof attending>) => (runner: Runner) => mappingContract(one, { ...runner, ...taps, attends: true, batch: 4, weightsSumTo: 1 });

  test('a sound one passes', async () => {
    expect([...(await failures(ask(attending(weighted))))]).toEqual([]);
  });

  test('broken ones are found', async () => {
    const broken = (change: (pair: JoinedPair, scale: Variable) => Partial<JoinedPair>): Join => {
      return (student, teacher, scale) => {
        const pair = weighted(student, teacher, scale);
        return { ...pair, ...change(pair, scale) };
      };
    };
    await expectFailure(ask(attending(broken(({ student }) => ({ student: slice(student, [0, 0], [-1, 2]) })))), 'joins what it promises');
    await expectFailure(ask(attending(broken(({ weights }) => ({ weights: mul(weights!, 2) })))), 'sum to 1');
    await expectFailure(
      ask(attending(broken(({ student, weights }) => ({ student: detach(student), weights: detach(weights!) })))),
      'its gradient reaches the student and every variable',
    );
    await expectFailure(ask(attending(broken(({ student }) => ({ student: add(student, mul(detach(student), 2)) })))), 'is that of differences');
    await expectFailure(ask(attending(broken(({ student }) => ({ student: div(student, norm(student)) })))), 'stays finite');
    await expectFailure(
      ask(
        attending((...given) => {
          keep(zeros([1]));
          return weighted(...given);
        }),
      ),
      'leaves nothing behind',
    );
    let calls = 1;
    await expectFailure(ask(attending(broken(({ student }) => ({ student: mul(student, calls++) })))), 'same numbers');
    await expectFailure(ask(attending(weighted, { batch: 4 })), 'says with which and refuses others');
    await expectFailure(ask(attending(weighted, { joined: [] })), 'joins what it promises');
    await expectFailure((runner) => mappingContract(attending(weighted), { ...runner, ...taps }), 'does not attend');
  });
});

describe('strategies', () => {
  const strategy = (changes: (stage: Stage) => Partial<Stage>[], slot = 'student', needsTeacher = true) =>
    defineStrategy({
      id: 'mine',
      summary: 'mine',
      create: () => ({
        async *stages({ student, teacher, objective, view, training }) {
          if (needsTeacher && teacher === undefined) throw retortError('KD_E_STRATEGY_TEACHER', { what: 'mine' });
          const stage: Stage = {
            name: 'one',
            learners: [{ name: 'a', student: { slot: 'student', model: student }, teacher: { kind: 'teacher' }, objective }],
            view,
            training,
          };
          for (const change of changes(stage)) yield { ...stage, ...change };
          return { slot };
        },
      }),
    });
  const ask = (one: ReturnType<typeof strategy>) => (runner: Runner) => strategyContract(one, { ...runner, longest: 5 });
  const withTeacher = (teacher: TeacherRef) => strategy((stage) => [{ learners: [{ ...stage.learners[0]!, teacher }] }]);

  test('a sound one passes', async () => {
    expect([...(await failures(ask(strategy(() => [{}, { name: 'two' }]))))]).toEqual([]);
  });

  test('broken ones are found', async () => {
    await expectFailure(ask(strategy(() => [])), 'unique, valid names');
    await expectFailure(ask(strategy(() => [{}, {}])), 'unique, valid names');
    await expectFailure(ask(strategy(() => [{ name: 'No Name' }])), 'unique, valid names');
    await expectFailure(ask(strategy(() => Array.from({ length: 9 }, (_, index) => ({ name: `s${index}` })))), 'and ends');
    await expectFailure(ask(strategy((stage) => [{ training: { ...stage.training, clip: Number.NaN } }])), 'are data');
    await expectFailure(ask(strategy(() => [{}], 'elsewhere')), 'refer to what is there');
    await expectFailure(ask(withTeacher({ kind: 'peer', learner: 'a' })), 'refer to what is there');
    await expectFailure(ask(withTeacher({ kind: 'slot', slot: 'student' })), 'refer to what is there');
    await expectFailure(ask(strategy(() => [{}], 'student', false)), 'without a teacher');
  });
});

describe('teachers', () => {
  const ask = (make: () => Teacher) => (runner: Runner) => teacherContract('mine', { ...runner, make, inputShape: [4] });
  const changed = (change: (teacher: Teacher) => Partial<Teacher>) => () => {
    const teacher = tinyTeacher();
    return { ...teacher, ...change(teacher) };
  };

  test('the tiny one passes', async () => {
    expect([...(await failures(ask(() => tinyTeacher())))]).toEqual([]);
  });

  test('broken ones are found', async () => {
    let turn = 0;
    await expectFailure(ask(changed(() => ({ taps: ['features', 'logits'] }))), 'offers its logits first');
    await expectFailure(ask(changed(() => ({ shapeOf: () => [3] }))), 'refuses a tap');
    await expectFailure(ask(changed((teacher) => ({ observe: (batch) => teacher.observe(batch, teacher.taps) }))), 'answers with what was asked for');
    await expectFailure(
      ask(changed((teacher) => ({ observe: (batch, taps) => teacher.observe({ ...batch, inputs: scope(() => mul(batch.inputs, 1 + turn++)) }, taps) }))),
      'alike every time',
    );
    await expectFailure(ask(changed(() => ({ dispose: () => undefined }))), 'leaves nothing behind');
  });

  test('a tiny model reads a tap, and refuses one it does not have', () => {
    const model = tinyModel({ inputShape: [2, 2], classes: 5 });
    scope(() => {
      const { logits, taps } = model.forward(zeros([3, 2, 2]), { training: true, taps: ['features'] });
      expect([logits.shape, taps.features?.shape, model.shapeOf('features')]).toEqual([[3, 5], [3, 5], [5]]);
    });
    expect(() => model.forward(zeros([1, 2, 2]), { training: true, taps: ['featurs'] })).toThrow(/did you mean "features".*KD_E_TAP_UNKNOWN/);
    model.dispose();
  });
});

describe('weightings', () => {
  const weighting = (build: Weighting['build'], per: Weighting['per'] = 'member') =>
    defineWeighting({ id: 'mine', summary: 'mine', create: () => ({ per, feeds: {}, build }) });
  const equal: Weighting['build'] =
    ({ members }) =>
    () =>
      fill([members], 1 / members);
  const ask =
    (one: ReturnType<typeof weighting>, options = {}) =>
    (runner: Runner) =>
      weightingContract(one, { ...runner, ...options });

  test('sound ones pass', async () => {
    expect([...(await failures(ask(weighting(equal))))]).toEqual([]);
    const drawn = weighting(
      ({ members }) =>
        ({ seed }) =>
          seed === undefined ? ones([members]) : uniform([members], seed, 0),
    );
    expect([...(await failures(ask(drawn, { draws: true })))]).toEqual([]);
  });

  test('broken ones are found', async () => {
    let turn = 0;
    await expectFailure(ask(weighting(equal, 'sample')), 'a weight for each');
    await expectFailure(
      ask(
        weighting(
          ({ members }) =>
            () =>
              fill([members], -1),
        ),
      ),
      'a weight for each',
    );
    await expectFailure(
      ask(
        weighting(
          ({ members }) =>
            () =>
              zeros([members]),
        ),
      ),
      'a weight for each',
    );
    await expectFailure(
      ask(
        weighting(
          () =>
            ({ members }) =>
              stack(members.map((logits) => exp(max(logits)))),
        ),
      ),
      'finite weights',
    );
    await expectFailure(
      ask(
        weighting(
          ({ members }) =>
            () =>
              fill([members], ++turn),
        ),
      ),
      'the same again',
    );
    await expectFailure(ask(weighting((build) => (input) => keep(equal(build)(input)))), 'leaves nothing behind');
    await expectFailure(ask(weighting(equal), { draws: true }), 'draws anew');
    const drawn = weighting(
      ({ members }) =>
        ({ seed }) =>
          seed === undefined ? ones([members]) : uniform([members], seed, 0),
    );
    await expectFailure(ask(drawn), 'needs no seed');
    await expectFailure(
      ask(
        weighting(
          ({ members }) =>
            () =>
              range(1, members + 1),
        ),
      ),
      'members in another order',
    );
    const column = weighting(
      ({ members }) =>
        ({ labelled }) =>
          mul(reshape(range(1, labelled.size + 1), [-1, 1]), ones([1, members])),
      'sample',
    );
    await expectFailure(ask(column), 'samples in another order');
  });
});

describe('plugins', () => {
  const contribution = defineMapping({ id: 'mine', summary: 'mine', create: () => ({ pairs: () => [] }) });
  const plugin = definePlugin({ name: '@mine/plugin', version: '1.0.0', kernel: '^0.1.0', contributions: [contribution] });
  const ask =
    (factory: Parameters<typeof pluginContract>[0], options = {}) =>
    (runner: Runner) =>
      pluginContract(factory, { ...runner, ...options });

  test('a sound one passes', async () => {
    expect([...(await failures(ask(plugin, { package: { name: '@mine/plugin', version: '1.0.0' }, brings: { mapping: ['mine'] } })))]).toEqual([]);
  });

  test('broken ones are found', async () => {
    const define = (changes: object) => definePlugin({ name: '@mine/plugin', version: '1.0.0', kernel: '^0.1.0', contributions: [contribution], ...changes });
    await expectFailure(ask(plugin, { package: { name: '@mine/plugin', version: '1.0.1' } }), 'names itself');
    await expectFailure(ask(plugin, { brings: { mapping: ['mine', 'other'] } }), 'brings something');
    await expectFailure(ask(define({ contributions: [] })), 'brings something');
    await expectFailure(ask(define({ kernel: '^9.0.0' })), 'a kernel sets it up');
    const single = plugin();
    await expectFailure(
      ask(() => single),
      'two of it',
    );
  });
});

describe('engines', () => {
  test('cpu passes, from its plugin too', async () => {
    expect([...(await failures((runner) => engineContract(cpuEngine, runner)))]).toEqual([]);
    expect(tensorPlugin().name).toBe('@retort/tensor');
  });

  test('one that starts although it is not there is found', async () => {
    const absent = defineEngine({
      id: 'absent',
      summary: 'mine',
      create: () => ({
        rank: 1,
        probe: async () => ({ available: false, detail: 'no such device' }),
        start: async () => ({ id: 'absent', backend: 'cpu', device: 'none', dispose: async () => undefined }),
      }),
    });
    await expectFailure((runner) => engineContract(absent, runner), 'starts, and says what it got');
  });
});
