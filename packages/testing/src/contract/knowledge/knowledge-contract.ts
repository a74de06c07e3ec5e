// What every knowledge must do, whoever wrote it. One line for an author: `knowledgeContract(mine, { test, describe })`.
import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import type { Contribution, Knowledge } from '@retort/kernel';
import { readAll, scope } from '@retort/tensor';
import { expectClose, expectFinite } from '../../close.ts';
import { failAtOperation } from '../../fail-at-operation.ts';
import { finiteDifference } from '../../finite-difference.ts';
import { toTensor } from '../../host-tensor.ts';
import { makerOf } from '../../maker-of.ts';
import { expectNoLeak } from '../../no-leak.ts';
import { group, type Runner } from '../../runner.ts';
import { definitionChecks } from '../definition-checks.ts';
import { feedsAtStart } from './feeds-at-start.ts';
import { type CaseShapes, type HostCase, mapSides, randomCase, shapesFor, takeSamples } from './host-case.ts';
import { applyInvariance, type Invariance } from './invariance.ts';
import { openKnowledge, type Probe, plainTerms } from './probe.ts';
import { weightChecks } from './weight-checks.ts';

export interface KnowledgeContractOptions extends Runner {
  /** Options to make it with; `{}` when absent. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The loss where the student equals the teacher; `null` where nothing is claimed. 0 when absent. */
  readonly minimumAtTeacher?: number | null;
  /** What the loss is unmoved by; `['batch-permutation']` when absent. */
  readonly invariances?: readonly Invariance[];
  /** Shapes of the taps, where the defaults of the family do not suit it. */
  readonly shapes?: CaseShapes;
  /** Other contributions it needs, such as schedules. */
  readonly contributions?: readonly Contribution[];
  /** Of the largest gradient, for the comparison with finite differences; 1e-2 when absent. */
  readonly differenceTolerance?: number;
  /** Views of each sample in a batch, for a knowledge that compares them; 1 when absent. */
  readonly copies?: number;
  /** Whether its first step sets constants from its batch: then it is compared with finite differences at the second. */
  readonly settles?: boolean;
  /**
   * Of one that honours sample weights: whether a sample's loss depends on the other samples of its batch (batch norm, statistics of
   * the batch, draws by place). Then its share is not that of the sample alone.
   */
  readonly couples?: boolean;
}

/** Registers the suite. It runs on the current engine. */
export function knowledgeContract(contribution: Contribution<'knowledge'>, contract: KnowledgeContractOptions): void {
  group(contract, `knowledge contract: ${contribution.id}`, () => {
    definitionChecks(contribution, 'knowledge', contract);
    suite(contribution, contract);
  });
}

function suite(contribution: Contribution<'knowledge'>, contract: KnowledgeContractOptions): void {
  const {
    test,
    options = {},
    minimumAtTeacher = 0,
    invariances = ['batch-permutation'],
    differenceTolerance = 1e-2,
    settles = false,
    couples = false,
    copies = 1,
  } = contract;
  const maker = makerOf([contribution, ...(contract.contributions ?? [])]);
  const make = (): Knowledge => maker.make('knowledge', { ...options, id: contribution.id });
  const shapes = (odd = false) => contract.shapes ?? shapesFor(make(), odd);
  const tiny = (batch = 3, seed = 1) => randomCase(shapes(), batch, seed, copies);
  const probe = async (one: HostCase, seed?: number, before?: HostCase): Promise<Probe> => {
    const open = openKnowledge(make(), maker, one, seed);
    try {
      if (before !== undefined) await open.probe(before);
      return await open.probe(one);
    } finally {
      open.close();
    }
  };

  test('gives named, finite scalars, the same names for every batch', async () => {
    const small = await probe(tiny());
    const names = Object.keys(small.terms);
    ok(names.length > 0, 'expected at least one term');
    for (const [name, value] of Object.entries(small.terms)) ok(Number.isFinite(value), `term "${name}" is ${value}`);
    for (const batch of [1, 5]) deepEqual(Object.keys((await probe(tiny(batch))).terms), names);
    if (minimumAtTeacher !== null)
      ok(small.loss > minimumAtTeacher, `expected more than the minimum ${minimumAtTeacher} where student and teacher differ, received ${small.loss}`);
  });

  test('its gradient reaches every student tensor and every variable it built, and no teacher', async () => {
    const one = tiny();
    const open = openKnowledge(make(), maker, one);
    try {
      const { student, variables, taught } = await open.probe(one);
      student.forEach((gradient, index) => {
        ok(gradient !== undefined, `no gradient reaches student tensor ${index}`);
        ok(
          gradient.some((value) => value !== 0),
          `the gradient of student tensor ${index} is zero everywhere`,
        );
        expectFinite(gradient, `the gradient of student tensor ${index}`);
      });
      deepEqual(Object.keys(variables).sort(), Object.keys(open.bound.variables).sort(), 'variables with a gradient, and variables built');
      for (const [name, gradient] of Object.entries(variables)) expectFinite(gradient, `the gradient of variable "${name}"`);
      deepEqual(taught, [], 'teacher tensors that got a gradient');
    } finally {
      open.close();
    }
  });

  test('its gradient is that of finite differences', async () => {
    const one = tiny();
    const probeThere = (at: HostCase) => probe(at, undefined, settles ? one : undefined);
    const { student } = await probeThere(one);
    for (const [index, host] of one.student.entries()) {
      const at = (data: Float32Array) => ({ ...one, student: one.student.map((other, place) => (place === index ? { shape: host.shape, data } : other)) });
      const expected = await finiteDifference(async (data) => (await probeThere(at(data))).loss, host.data);
      expectClose(student[index]!, expected, differenceTolerance, `the gradient of student tensor ${index}`);
    }
  });

  if (minimumAtTeacher !== null) {
    test(`is ${minimumAtTeacher} where the student equals the teacher`, async () => {
      const one = tiny();
      const equalSides = { ...one, student: one.teacher };
      const { loss, student } = await probe(equalSides);
      ok(Math.abs(loss - minimumAtTeacher) <= 1e-5, `expected ${minimumAtTeacher}, received ${loss}`);
      for (const gradient of student) expectFinite(gradient!, 'the gradient at the minimum');
    });
  }

  for (const invariance of invariances) {
    test(`is unmoved by ${invariance}`, async () => {
      const one = tiny(4);
      const [before, after] = [await probe(one), await probe(applyInvariance(invariance, one))];
      notEqual(before.loss, 0);
      expectClose([after.loss], [before.loss], 1e-4, 'the loss');
    });
  }

  weightChecks({ ...contract, weighs: () => make().weighs, couples, differenceTolerance, tiny, probe });

  const finite = async (one: HostCase) => {
    const { loss, student, variables } = await probe(one);
    expectFinite([loss], 'the loss');
    for (const gradient of [...student, ...Object.values(variables)]) expectFinite(gradient ?? [Number.NaN], 'a gradient');
  };

  test('stays finite for a batch of one, and of odd sizes', async () => {
    for (const batch of [1, 3, 7]) await finite(randomCase(shapes(true), batch, 2, copies));
  });

  test('stays finite for zeros, for equal samples, and for values of 1e4', async () => {
    const one = tiny();
    await finite(mapSides(one, ['student', 'teacher'], () => 0));
    await finite(mapSides(one, ['student'], () => 0));
    await finite(takeSamples(one, [0, 0, 0]));
    await finite({ ...one, student: takeSamples(one, [0, 0, 1]).student });
    await finite(mapSides(one, ['student', 'teacher'], (value) => value * 1e4));
    // Opposite certainties: the teacher sure of what the student rules out.
    await finite(mapSides(one, ['student', 'teacher'], (_, index, side) => ((index % 2 === 0) === (side === 'student') ? 1e4 : -1e4)));
  });

  test('leaves its inputs as they were', async () => {
    const one = tiny();
    const open = openKnowledge(make(), maker, one);
    const [student, teacher] = [one.student.map(toTensor), one.teacher.map(toTensor)];
    try {
      scope(() => void plainTerms(open, feedsAtStart(make(), maker), one, student, teacher));
      for (const [side, tensors] of [
        ['student', student],
        ['teacher', teacher],
      ] as const) {
        for (const [index, tensor] of tensors.entries()) {
          equal(tensor.isDisposed, false, `${side} tensor ${index} was disposed`);
          deepEqual((await readAll({ tensor })).tensor, one[side][index]!.data, `${side} tensor ${index} was changed`);
        }
      }
    } finally {
      for (const tensor of [...student, ...teacher]) tensor.dispose();
      open.close();
    }
  });

  test('leaves nothing behind, also where the engine fails at any operation of a step', async () => {
    const one = tiny();
    await expectNoLeak(() => probe(one));
    let at = 0;
    const failsThere = () => expectNoLeak(() => failAtOperation(at, () => probe(one)));
    while (await failsThere()) at++;
    ok(at > 0, 'expected at least one operation');
  });

  test('same seed, same numbers; two instances share nothing', async () => {
    const [one, two] = [tiny(3, 1), tiny(3, 2)];
    deepEqual(await probe(one, 5), await probe(one, 5));
    const alone = await probe(two, 5);
    const [first, second] = [openKnowledge(make(), maker, one, 5), openKnowledge(make(), maker, two, 5)];
    try {
      await first.probe(one);
      await first.probe(two);
      deepEqual(await second.probe(two), alone);
    } finally {
      first.close();
      second.close();
    }
  });
}
