// What every engine must do: say whether it is there, become current, and compute what the reference maths says.
import { equal, ok, rejects } from 'node:assert/strict';
import type { Contribution, EngineSession, Scalar, Tensor, Tensor2D, Tensor4D } from '@retort/kernel';
import {
  adaptiveAveragePool,
  avgPool,
  conv2d,
  createVariable,
  gradients,
  matMul,
  maxPool,
  mean,
  mul,
  randomStream,
  readAll,
  scope,
  softmaxKl,
  square,
  sum,
  tanh,
} from '@retort/tensor';
import { expectClose } from '../close.ts';
import { coded } from '../code.ts';
import { finiteDifference } from '../finite-difference.ts';
import { type HostTensor, randomHost, toTensor } from '../host-tensor.ts';
import { makerOf } from '../maker-of.ts';
import { expectNoLeak } from '../no-leak.ts';
import { kdGradient, kdLoss } from '../reference/kd.ts';
import { group, type Runner } from '../runner.ts';
import { definitionChecks } from './definition-checks.ts';

export interface EngineContractOptions extends Runner {
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Registers the suite. The engine is started and disposed within each test; the engine before it is not restored. */
export function engineContract(contribution: Contribution<'engine'>, contract: EngineContractOptions): void {
  const { test, options = {} } = contract;
  const make = () => makerOf([contribution]).make('engine', { ...options, id: contribution.id });

  /** Runs the check on the engine; where it is not available, checks that it refuses to start and says how to get it. */
  const onEngine = (name: string, check: (session: EngineSession) => Promise<void> | void) =>
    test(name, async () => {
      const engine = make();
      const { available, cure } = await engine.probe();
      if (!available) {
        ok(cure !== undefined && cure !== '', 'expected a command that would make it available');
        return rejects(engine.start(), coded('KD_E_ENGINE_MISSING'));
      }
      const session = await engine.start();
      try {
        await check(session);
      } finally {
        await session.dispose();
      }
    });

  group(contract, `engine contract: ${contribution.id}`, () => {
    definitionChecks(contribution, 'engine', contract);

    test('has a rank, and says what it would run on or what is missing', async () => {
      const engine = make();
      ok(Number.isFinite(engine.rank));
      ok((await engine.probe()).detail.trim() !== '');
    });

    onEngine('starts, and says what it got', (session) => {
      equal(session.id, contribution.id);
      ok(session.backend !== '' && session.device !== '');
    });

    onEngine('softened KL and its gradient are those of plain loops', async () => {
      const [student, teacher] = [random('student', 4, [5]), random('teacher', 4, [5])];
      const { value, gradient } = await differentiate(student, (x) => mul(mean(softmaxKl(x as Tensor2D, toTensor(teacher) as Tensor2D, 4)), 16));
      expectClose([value], [kdLoss(rows(student), rows(teacher), 4)], 1e-5, 'the loss');
      expectClose(gradient, kdGradient(rows(student), rows(teacher), 4).flat(), 1e-5, 'the gradient');
    });

    for (const [name, shape, f] of functions) {
      onEngine(`the gradient of ${name} is that of finite differences, and nothing is left behind`, async () => {
        const x = random(name, 2, shape);
        await differentiate(x, f);
        const { gradient } = await expectNoLeak(() => differentiate(x, f));
        const expected = await finiteDifference(async (data) => (await differentiate({ ...x, data }, f)).value, x.data);
        expectClose(gradient, expected, 1e-2, `the gradient of ${name}`);
      });
    }
  });
}

type Composite = (x: Tensor) => Scalar;

const total = (x: Tensor): Scalar => sum(square(x));
const map = (x: Tensor) => x as Tensor4D;
const draw = <T extends Tensor>(name: string, batch: number, shape: readonly number[]) => toTensor(random(name, batch, shape)) as T;

/** By name: the shape of one input, and a function of it. */
const functions: readonly (readonly [string, readonly number[], Composite])[] = [
  ['a dense layer', [6], (x) => total(tanh(matMul(x, draw('kernel', 6, [3]))))],
  ['a transposed product', [6], (x) => total(matMul(x, x, false, true))],
  ['a convolution', [4, 4, 2], (x) => total(conv2d(map(x), draw<Tensor4D>('filter', 3, [3, 2, 2]), 1, 'same'))],
  ['a strided convolution', [5, 5, 2], (x) => total(conv2d(map(x), draw<Tensor4D>('filter', 3, [3, 2, 2]), 2, 'same'))],
  ['average pooling', [4, 4, 2], (x) => total(avgPool(map(x), 2, 2, 'valid'))],
  ['max pooling', [4, 4, 1], (x) => total(maxPool(map(x), 2, 2, 'valid'))],
  ['adaptive pooling', [5, 3, 2], (x) => total(adaptiveAveragePool(map(x), [2, 2]))],
];

function random(name: string, batch: number, shape: readonly number[]): HostTensor {
  return randomHost(randomStream(4, `contract/${name.replaceAll(' ', '-')}`), batch, shape);
}

function rows({ shape, data }: HostTensor): number[][] {
  const width = data.length / shape[0]!;
  return Array.from({ length: shape[0]! }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]);
}

async function differentiate(x: HostTensor, f: Composite): Promise<{ value: number; gradient: Float32Array }> {
  const input = createVariable(toTensor(x));
  try {
    const made = scope(() => {
      const { value, gradients: found } = gradients(() => f(input), { x: input });
      return { value, gradient: found.x! };
    });
    try {
      const read = await readAll(made);
      return { value: read.value![0]!, gradient: read.gradient! };
    } finally {
      for (const tensor of Object.values(made)) tensor.dispose();
    }
  } finally {
    input.dispose();
  }
}
