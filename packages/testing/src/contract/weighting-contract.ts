// What every weighting must do: say how much each member counts, finitely, as a constant, of what it is given alone.
import { deepEqual, ok } from 'node:assert/strict';
import type { BuiltWeighting, Contribution, Scalar, Schedulable, Tensor2D, WeightingInput } from '@retort/kernel';
import { cast, createVariable, detach, gradients, mul, oneHot, randomStream, readAll, scalar, scope, seedTensor, square, sum, tensor1d } from '@retort/tensor';
import { expectClose, expectFinite } from '../close.ts';
import { type HostTensor, mapValues, randomHost, takeRows, toTensor } from '../host-tensor.ts';
import { makerOf } from '../maker-of.ts';
import { expectNoLeak } from '../no-leak.ts';
import { group, type Runner } from '../runner.ts';
import { definitionChecks } from './definition-checks.ts';

export interface WeightingContractOptions extends Runner {
  readonly options?: Readonly<Record<string, unknown>>;
  /** Whether it draws from the seed of the step; false when absent. */
  readonly draws?: boolean;
  /** Numbers of members that these options have a meaning for; 1, 2 and 4 when absent. */
  readonly members?: readonly number[];
  /** Whether members in another order get their weights in that order; true when absent, and never asked of one that draws. */
  readonly equivariant?: boolean;
  /** Schedules and others that its options name. */
  readonly contributions?: readonly Contribution[];
}

const CLASSES = 3;
/** The last two have lost their label. */
const LABELS = [0, 2, 1, -1, -1];
const STREAM = randomStream(5, 'contract/weighting');

/** What a weighting is told, as plain numbers. */
interface Case {
  readonly members: readonly HostTensor[];
  readonly student: HostTensor;
  readonly labels: readonly number[];
}

/** Registers the suite. It runs on the current engine. */
export function weightingContract(contribution: Contribution<'weighting'>, contract: WeightingContractOptions): void {
  const { test, options = {}, draws = false, members: counts = [1, 2, 4], equivariant = true } = contract;
  const maker = makerOf([contribution, ...(contract.contributions ?? [])]);
  const weighting = () => maker.make('weighting', { ...options, id: contribution.id });
  const build = (members: number) => weighting().build({ members, classes: CLASSES, random: STREAM });
  const feeds = () => Object.fromEntries(Object.entries(weighting().feeds).map(([name, value]) => [name, atStart(value)]));
  const ask = (one: Case, seed?: number, built = build(one.members.length)) => askWith(built, one, feeds(), seed);
  const many = Math.max(...counts);

  group(contract, `weighting contract: ${contribution.id}`, () => {
    definitionChecks(contribution, 'weighting', contract);

    for (const count of counts) {
      test(`${count} ${count === 1 ? 'member' : 'members'}: a weight for each, or for each sample and member, none negative, not all 0`, async () => {
        const { shape, rows } = await ask(caseOf(count), 1);
        deepEqual(shape, weighting().per === 'member' ? [count] : [LABELS.length, count]);
        for (const row of rows) {
          expectFinite(row, 'the weights');
          ok(
            row.every((weight) => weight >= 0),
            `a negative weight: ${row.join(', ')}`,
          );
          ok(
            row.some((weight) => weight > 0),
            `nobody is heard: ${row.join(', ')}`,
          );
        }
      });
    }

    test('logits of +-1e4, members that agree, and a batch without labels give finite weights', async () => {
      const plain = caseOf(many);
      const sure = (host: HostTensor) => mapValues(host, (value) => (value > 0 ? 1e4 : -1e4));
      const alike = { ...plain, members: plain.members.map(() => plain.student) };
      for (const one of [{ ...plain, members: plain.members.map(sure), student: sure(plain.student) }, alike, { ...plain, labels: LABELS.map(() => -1) }]) {
        for (const seed of [1, undefined]) for (const row of (await ask(one, seed)).rows) expectFinite(row, 'the weights');
      }
    });

    test('is a constant to the gradient, and does not break the tape', () =>
      expectNoLeak(async () => {
        const variable = createVariable(toTensor(caseOf(many).student));
        const made = scope(() => {
          const given = { ...open(caseOf(many), 1), feeds: feeds() };
          const built = build(many);
          const weigh = () => built({ ...given, student: detach(variable) as Tensor2D });
          const { gradients: found } = gradients(() => mul<Scalar>(sum(weigh()), sum(square(variable))), { variable });
          return { found: found.variable!, expected: mul(mul(variable, 2), sum(weigh())) };
        });
        const { found, expected } = await readAll(made);
        for (const tensor of [...Object.values(made), variable]) tensor.dispose();
        expectClose(found!, expected!, 1e-5, 'the gradient, with the weights held');
      }));

    test('the same again, of another build too; and leaves nothing behind', async () => {
      await ask(caseOf(many), 3);
      await expectNoLeak(async () => deepEqual(await ask(caseOf(many), 3), await ask(caseOf(many), 3)));
    });

    if (draws) {
      test('draws anew with every seed, and without one says what is drawn on average', async () => {
        const said = await Promise.all(Array.from({ length: 16 }, (_, seed) => ask(caseOf(many), seed)));
        ok(new Set(said.map((one) => JSON.stringify(one.rows))).size > 1, '16 seeds, one answer');
        for (const row of (await ask(caseOf(many))).rows) deepEqual(new Set(row).size, 1, `without a seed one member counts more: ${row.join(', ')}`);
      });
    } else {
      test('needs no seed', async () => deepEqual(await ask(caseOf(many)), await ask(caseOf(many), 7)));

      if (weighting().per === 'sample')
        test('samples in another order get their weights in that order', async () => {
          const order = [3, 0, 4, 2, 1];
          const plain = caseOf(many);
          const moved = {
            members: plain.members.map((one) => takeRows(one, order)),
            student: takeRows(plain.student, order),
            labels: order.map((n) => LABELS[n]!),
          };
          const [before, after] = [await ask(plain), await ask(moved)];
          expectClose(
            after.rows.flat(),
            order.flatMap((n) => before.rows[n]!),
            1e-5,
            'the weights',
          );
        });

      if (equivariant)
        test('members in another order get their weights in that order', async () => {
          const order = Array.from({ length: many }, (_, k) => (k + 1) % many);
          const plain = caseOf(many);
          const [before, after] = [await ask(plain), await ask({ ...plain, members: order.map((k) => plain.members[k]!) })];
          expectClose(
            after.rows.flat(),
            before.rows.flatMap((row) => order.map((k) => row[k]!)),
            1e-3,
            'the weights',
          );
        });
    }
  });
}

function caseOf(members: number): Case {
  const draw = (name: string) => randomHost(STREAM.child(name), LABELS.length, [CLASSES]);
  return { members: Array.from({ length: members }, (_, k) => draw(`member${k}`)), student: draw('student'), labels: LABELS };
}

/** The input as tensors of the surrounding scope, without feeds. */
function open({ members, student, labels }: Case, seed: number | undefined): Omit<WeightingInput, 'feeds'> {
  const hard = tensor1d([...labels], 'int32');
  return {
    members: members.map((one) => toTensor(one) as Tensor2D),
    student: toTensor(student) as Tensor2D,
    labels: hard,
    // A label of -1 is no class: a row of zeros.
    targets: cast(oneHot(hard, CLASSES), 'float32') as Tensor2D,
    labelled: tensor1d(labels.map((label) => (label < 0 ? 0 : 1))),
    ...(seed === undefined ? {} : { seed: seedTensor(STREAM, seed) }),
  };
}

/** The answer as rows of plain numbers; one row where it is the same for all samples. Disposes the feeds. */
async function askWith(built: BuiltWeighting, one: Case, feeds: Readonly<Record<string, Scalar>>, seed: number | undefined) {
  const said = scope(() => mul(built({ ...open(one, seed), feeds }), 1));
  for (const feed of Object.values(feeds)) feed.dispose();
  const { weights } = await readAll({ weights: said });
  const { shape } = said;
  said.dispose();
  const width = shape.at(-1)!;
  return { shape: [...shape], rows: Array.from({ length: weights!.length / width }, (_, n) => [...weights!.subarray(n * width, (n + 1) * width)]) };
}

/** A number as it is; of a schedule, which a weighting only meets as a feed, any number does. */
function atStart(value: Schedulable): Scalar {
  return scalar(typeof value === 'number' ? value : 1);
}
