// What every connector must do: the shapes it promises, gradients to its input and its variables, nothing left behind.
import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import type { BuiltConnector, Contribution, Shape, Variable } from '@retort/kernel';
import { createVariable, gradients, mul, randomStream, readAll, scope, sum, zeros } from '@retort/tensor';
import { expectClose, expectFinite } from '../close.ts';
import { coded } from '../code.ts';
import { finiteDifference } from '../finite-difference.ts';
import { type HostTensor, randomHost, toTensor } from '../host-tensor.ts';
import { makerOf } from '../maker-of.ts';
import { expectNoLeak } from '../no-leak.ts';
import { group, type Runner } from '../runner.ts';
import { definitionChecks } from './definition-checks.ts';

/** Shapes without the batch axis: the student's, then the teacher's. */
export type ShapePair = readonly [student: Shape, teacher: Shape];

export interface ConnectorContractOptions extends Runner {
  readonly options?: Readonly<Record<string, unknown>>;
  /** Shapes that it joins. */
  readonly joins: readonly ShapePair[];
  /** Shapes that it refuses with KD_E_CONNECTOR_SHAPES. */
  readonly refuses?: readonly ShapePair[];
  /** What `apply` returns for the shapes it joins: the teacher's shape when absent. */
  readonly reaches?: (pair: ShapePair) => Shape;
  /** Step of the finite differences; 0.1 when absent. Smaller where the map bends, as with a ReLU. */
  readonly differenceStep?: number;
}

/** Registers the suite. It runs on the current engine. */
export function connectorContract(contribution: Contribution<'connector'>, contract: ConnectorContractOptions): void {
  group(contract, `connector contract: ${contribution.id}`, () => {
    definitionChecks(contribution, 'connector', contract);
    for (const pair of contract.joins) group(contract, `[${pair[0]}] to [${pair[1]}]`, () => joins(contribution, contract, pair));
    for (const pair of contract.refuses ?? []) refuses(contribution, contract, pair);
  });
}

function opener(contribution: Contribution<'connector'>, { options = {} }: ConnectorContractOptions, [student, teacher]: ShapePair) {
  const maker = makerOf([contribution]);
  return (seed = 1): BuiltConnector =>
    maker.make('connector', { ...options, id: contribution.id }).build({ student, teacher, random: randomStream(seed, 'contract/connector') });
}

function close({ variables, state }: BuiltConnector): void {
  for (const variable of Object.values({ ...variables, ...state })) variable.dispose();
}

/** `sum(apply(x) * weights)`, with the gradient of each variable and of `x`. */
async function project(built: BuiltConnector, x: HostTensor, weights: HostTensor) {
  const input: Variable = createVariable(toTensor(x));
  try {
    const made = scope(() => {
      const factors = toTensor(weights);
      const { value, gradients: found } = gradients(() => sum(mul(built.apply(input, { training: true }), factors)), {
        ...built.variables,
        'the input': input,
      });
      return { ...found, 'the value': value };
    });
    try {
      return await readAll(made);
    } finally {
      for (const tensor of Object.values(made)) tensor.dispose();
    }
  } finally {
    input.dispose();
  }
}

function joins(contribution: Contribution<'connector'>, contract: ConnectorContractOptions, pair: ShapePair): void {
  const { test, differenceStep = 0.1 } = contract;
  const open = opener(contribution, contract, pair);
  const using = async <T>(built: BuiltConnector, work: (built: BuiltConnector) => T | Promise<T>): Promise<T> => {
    try {
      return await work(built);
    } finally {
      close(built);
    }
  };
  const reached = contract.reaches?.(pair) ?? pair[1];
  const inputs = randomHost(randomStream(2, 'contract/input'), 2, pair[0]);
  const weights = randomHost(randomStream(2, 'contract/weights'), 2, reached);

  test('returns the shape that it promises, for any batch', () =>
    using(open(), (built) => {
      deepEqual([...built.shape], [...reached]);
      for (const batch of [1, 3]) {
        const shape = scope(() => built.apply(zeros([batch, ...pair[0]]), { training: false }).shape);
        deepEqual(shape, [batch, ...reached]);
      }
    }));

  test('its gradient reaches its input and every variable, and is that of finite differences', () =>
    using(open(), async (built) => {
      const read = await project(built, inputs, weights);
      for (const name of Object.keys(built.variables ?? {})) {
        ok(
          read[name]?.some((value) => value !== 0),
          `the gradient of variable "${name}" is absent or zero`,
        );
        expectFinite(read[name]!, `the gradient of variable "${name}"`);
      }
      const expected = await finiteDifference(
        async (data) => (await project(built, { ...inputs, data }, weights))['the value']![0]!,
        inputs.data,
        differenceStep,
      );
      expectClose(read['the input']!, expected, 1e-2, 'the gradient of the input');
    }));

  test('same seed, same weights; its result is a tensor of its own', () =>
    using(open(7), (one) =>
      using(open(7), async (other) => {
        const before = await readAll(one.variables ?? {});
        deepEqual(await readAll(other.variables ?? {}), before);
        const input = toTensor(inputs);
        one.apply(input, { training: false }).dispose();
        equal(input.isDisposed, false, 'disposing the result disposed the input');
        deepEqual((await readAll({ input })).input, inputs.data);
        input.dispose();
      }),
    ));

  test('leaves nothing behind', async () => {
    await expectNoLeak(() => using(open(), (built) => project(built, inputs, weights)));
  });
}

function refuses(contribution: Contribution<'connector'>, contract: ConnectorContractOptions, pair: ShapePair): void {
  contract.test(`refuses [${pair[0]}] to [${pair[1]}] and says what would do, with nothing left behind`, () => {
    const open = opener(contribution, contract, pair);
    return expectNoLeak(() => throws(() => open(), coded('KD_E_CONNECTOR_SHAPES')));
  });
}
