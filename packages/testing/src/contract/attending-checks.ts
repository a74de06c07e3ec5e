// What every mapping must do that attends: join what it promises, for a batch of one as well, with gradients to the student and to its
// variables, and weights that keep their rule.
import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import type { BuiltMapping, JoinedPair, Mapping, MappingBuild, Scalar, TapName, TapShapes, Tensor } from '@retort/kernel';
import { addN, createVariable, gradients, mul, randomStream, readAll, scope, sum, tensor } from '@retort/tensor';
import { expectClose, expectFinite } from '../close.ts';
import { coded } from '../code.ts';
import { failAtOperation } from '../fail-at-operation.ts';
import { type HostTensor, randomHost, toTensor } from '../host-tensor.ts';
import { expectNoLeak } from '../no-leak.ts';
import type { Runner } from '../runner.ts';

export interface AttendingOptions {
  /** Of a mapping that attends: samples in the batch it is tried with; 8 when absent. */
  readonly batch?: number;
  /** Of one that weighs samples: what a sample's weights over all joined pairs sum to. Not checked when absent. */
  readonly weightsSumTo?: number;
  /** Step of the finite differences; 5e-4 when absent. Smaller where the attention bends, as with a ReLU. */
  readonly differenceStep?: number;
}

type Numbers = Readonly<Record<string, Float32Array>>;
type Sides = readonly [student: TapShapes, teacher: TapShapes];

/** Activations of each side by tap. */
interface Case {
  readonly student: ReadonlyMap<TapName, HostTensor>;
  readonly teacher: ReadonlyMap<TapName, HostTensor>;
}

export function attendingChecks(make: () => Mapping, sides: () => Sides, contract: Runner & AttendingOptions): void {
  const { test, batch = 8, weightsSumTo, differenceStep = 5e-4 } = contract;
  const read = (): Sides => readTaps(make(), sides());
  const open = (size: number, { seed = 1, fixed = true } = {}): Opened => openMapping(make(), sides(), { size, fixed }, seed);
  const tiny = (size = batch, seed = 1) => randomCase(read(), size, seed);
  const using = async <T>(opened: Opened, work: (opened: Opened) => Promise<T> | T): Promise<T> => {
    try {
      return await work(opened);
    } finally {
      opened.close();
    }
  };

  test('joins what it promises, finite', () =>
    using(open(batch), async ({ built, join }) => {
      const { shapes, values } = await join(tiny());
      ok(built.joined.length > 0, 'expected at least one joined pair');
      equal(new Set(built.joined.map(({ label, member }) => `${member} ${label}`)).size, built.joined.length, 'a label twice');
      deepEqual(
        shapes,
        built.joined.map(({ student, teacher, weighted }) => ({
          student: [batch, ...student],
          teacher: [batch, ...teacher],
          weights: weighted ? [batch] : undefined,
        })),
      );
      for (const [name, numbers] of Object.entries(values)) expectFinite(numbers, name);
    }));

  if (weightsSumTo !== undefined) {
    test(`its weights are not negative and sum to ${weightsSumTo} for each sample`, () =>
      using(open(batch), async ({ join }) => {
        const weights = Object.entries((await join(tiny())).values).filter(([name]) => name.startsWith('weights'));
        ok(weights.length > 0, 'expected weights');
        for (const [name, values] of weights)
          ok(
            values.every((value) => value >= 0),
            `${name}: a negative weight`,
          );
        const sums = Array.from({ length: batch }, (_, sample) => weights.reduce((total, [, values]) => total + values[sample]!, 0));
        expectClose(
          sums,
          sums.map(() => weightsSumTo),
          1e-5,
          'the sums of the weights',
        );
      }));
  }

  test('its gradient reaches the student and every variable, and is that of differences', () =>
    using(open(batch), async ({ built, join, differentiate }) => {
      const one = tiny();
      const { found } = await differentiate(one);
      for (const name of Object.keys(built.variables ?? {})) {
        ok(
          found[`variable ${name}`]?.some((value) => value !== 0),
          `the gradient of variable "${name}" is absent or zero`,
        );
        expectFinite(found[`variable ${name}`]!, `the gradient of variable "${name}"`);
      }
      for (const [tap, host] of one.student) {
        const gradient = found[`student ${tap}`];
        ok(gradient !== undefined, `no gradient reaches the student's "${tap}"`);
        // Along two directions: along every axis would take a step for each number of a map.
        for (const seed of [3, 4]) {
          const direction = randomStream(seed, `contract/direction/${tap}`).at(0).normals(host.data.length);
          const at = async (step: number): Promise<number> => {
            const moved = { shape: host.shape, data: host.data.map((value, index) => value + step * direction[index]!) };
            return projected((await join({ ...one, student: new Map([...one.student, [tap, moved]]) })).values);
          };
          // The values are added up in double precision.
          const step = differenceStep;
          const slope = gradient.reduce((total, value, index) => total + value * direction[index]!, 0);
          const size = Math.hypot(...gradient) * Math.hypot(...direction);
          expectClose([slope], [((await at(step)) - (await at(-step))) / (2 * step)], 1e-2, `the slope of the student's "${tap}"`, size / 10);
        }
      }
    }));

  test('stays finite for a batch of one, for zeros and for equal samples', async () => {
    const finite = (one: Case, size: number) =>
      using(open(size), async ({ differentiate }) => {
        const { value, found } = await differentiate(one);
        expectFinite([value], 'the value');
        for (const [name, values] of Object.entries(found)) expectFinite(values, `the gradient of ${name}`);
      });
    await finite(tiny(1), 1);
    await finite(
      mapped(tiny(), (data) => data.map(() => 0)),
      batch,
    );
    await finite(
      mapped(tiny(), (data, width) => data.map((_, index) => data[index % width]!)),
      batch,
    );
  });

  test('same seed, same numbers; two instances share nothing', () =>
    using(open(batch, { seed: 5 }), (one) =>
      using(open(batch, { seed: 5 }), async (other) => {
        const expected = await one.join(tiny());
        await other.join(tiny(batch, 2));
        deepEqual(await other.join(tiny()), expected);
      }),
    ));

  test('leaves nothing behind, also where the engine fails on the way', async () => {
    await using(open(batch), async ({ differentiate }) => {
      await expectNoLeak(() => differentiate(tiny()));
      let at = 0;
      const failsThere = () => expectNoLeak(() => failAtOperation(at, () => differentiate(tiny())));
      // At each of the first operations, then ever further apart: a join may have many hundreds.
      while (await failsThere()) at += 1 + Math.floor(at / 12);
      ok(at > 0, 'expected at least one operation');
    });
    await expectNoLeak(() => open(batch).close());
  });

  test('works with any batch, or says with which and refuses others', async () => {
    const { built, close } = open(batch);
    close();
    if (built.batch === undefined) {
      await using(open(batch, { fixed: false }), ({ join }) => join(tiny(batch + 1)));
      return;
    }
    equal(built.batch, batch);
    await expectNoLeak(() => throws(() => open(batch, { fixed: false }), coded('KD_E_MAPPING_BATCH')));
    await using(open(batch), async ({ join }) => {
      const refused = await join(tiny(batch - 1)).then(
        () => undefined,
        (error: unknown) => error,
      );
      coded('KD_E_MAPPING_BATCH')(refused);
    });
  });
}

interface Opened {
  readonly built: BuiltMapping;
  join(one: Case): Promise<{ readonly shapes: readonly unknown[]; readonly values: Numbers }>;
  /** The sum of everything joined, each number times a constant; with the gradient of each student tap and variable. */
  differentiate(one: Case): Promise<{ readonly value: number; readonly found: Numbers }>;
  close(): void;
}

function openMapping(mapping: Mapping, [student, teacher]: Sides, batch: MappingBuild['batch'], seed: number): Opened {
  const pairs = mapping.pairs({ student, teacher });
  const built = mapping.build!({
    pairs,
    student: pairs.map((pair) => student.get(pair.student)!),
    teacher: pairs.map((pair) => teacher.get(pair.teacher)!),
    batch,
    random: randomStream(seed, 'contract/mapping'),
  });
  const joinOf = (own: ReadonlyMap<TapName, Tensor>, other: ReadonlyMap<TapName, Tensor>): readonly JoinedPair[] =>
    built.join({ student: pairs.map((pair) => own.get(pair.student)!), teacher: pairs.map((pair) => other.get(pair.teacher)!) });
  const partsOf = (joined: readonly JoinedPair[]): Readonly<Record<string, Tensor>> =>
    Object.fromEntries(joined.flatMap((pair, index) => Object.entries(pair).map(([part, tensor]) => [`${part} ${index}`, tensor as Tensor])));

  return {
    built,
    async join(one) {
      const { parts, shapes } = scope(() => {
        const joined = joinOf(tensors(one.student), tensors(one.teacher));
        return { parts: partsOf(joined), shapes: joined.map((pair) => ({ ...shapesOf(pair), weights: pair.weights?.shape })) };
      });
      return readThenFree(parts, (values) => ({ shapes, values }));
    },
    async differentiate(one) {
      const taps = new Map([...one.student].map(([tap, host]) => [tap, createVariable(toTensor(host))] as const));
      try {
        const named = {
          ...Object.fromEntries([...taps].map(([tap, variable]) => [`student ${tap}`, variable])),
          ...Object.fromEntries(Object.entries(built.variables ?? {}).map(([name, variable]) => [`variable ${name}`, variable])),
        };
        const made = scope(() => {
          const other = tensors(one.teacher);
          const { value, gradients: found } = gradients(() => projection(partsOf(joinOf(taps, other))), named);
          return { ...found, 'the value': value };
        });
        return await readThenFree(made, ({ 'the value': value, ...found }) => ({ value: value![0]!, found }));
      } finally {
        for (const variable of taps.values()) variable.dispose();
      }
    },
    close() {
      for (const variable of Object.values({ ...built.variables, ...built.state })) variable.dispose();
    },
  };
}

async function readThenFree<T>(made: Readonly<Record<string, Tensor>>, then: (values: Numbers) => T): Promise<T> {
  try {
    return then(await readAll(made));
  } finally {
    for (const tensor of Object.values(made)) tensor.dispose();
  }
}

/** The constant that each number of a part is multiplied by. */
function factorsOf(part: string, size: number): Float32Array {
  return randomStream(6, `contract/projection/${part}`).at(0).normals(size);
}

function projection(parts: Readonly<Record<string, Tensor>>): Scalar {
  return addN(Object.entries(parts).map(([name, part]) => sum<Scalar>(mul(part, tensor(factorsOf(name, part.size), part.shape)))));
}

/** The same on the host, in double precision. */
function projected(values: Numbers): number {
  return Object.entries(values).reduce((total, [name, part]) => {
    const factors = factorsOf(name, part.length);
    return part.reduce((sum, value, index) => sum + value * factors[index]!, total);
  }, 0);
}

function shapesOf({ student, teacher }: JoinedPair) {
  return { student: student.shape, teacher: teacher.shape };
}

/** Belong to the surrounding scope. */
function tensors(side: ReadonlyMap<TapName, HostTensor>): ReadonlyMap<TapName, Tensor> {
  return new Map([...side].map(([tap, host]) => [tap, toTensor(host)]));
}

/** What the mapping's pairs read of each side: no other tap gets a gradient. */
function readTaps(mapping: Mapping, [student, teacher]: Sides): Sides {
  const pairs = mapping.pairs({ student, teacher });
  const only = (taps: TapShapes, side: 'student' | 'teacher') => new Map([...taps].filter(([tap]) => pairs.some((pair) => pair[side] === tap)));
  return [only(student, 'student'), only(teacher, 'teacher')];
}

function randomCase([student, teacher]: Sides, batch: number, seed: number): Case {
  const random = randomStream(seed, 'contract');
  const fill = (side: string, taps: TapShapes) =>
    new Map([...taps].map(([tap, shape]) => [tap, randomHost(random.child(`${side}/${tap}`), batch, shape)] as const));
  return { student: fill('student', student), teacher: fill('teacher', teacher) };
}

function mapped(one: Case, change: (data: Float32Array, width: number) => Float32Array): Case {
  const side = (hosts: ReadonlyMap<TapName, HostTensor>) =>
    new Map([...hosts].map(([tap, { shape, data }]) => [tap, { shape, data: change(data, data.length / shape[0]!) }] as const));
  return { student: side(one.student), teacher: side(one.teacher) };
}
