// What every weighting must do: say how much each member counts, finitely, as a constant, of what it is given alone.
import { deepEqual, ok } from 'node:assert/strict';
import type { Contribution, Tensor2D } from '@retort/kernel';
import { createVariable, detach, gradients, mul, randomStream, readAll, scope, square, sum } from '@retort/tensor';
import { expectClose, expectFinite } from '../close.ts';
import { evaluateWeighting, type WeightingValues, weightingInput } from '../evaluate-weighting.ts';
import { type HostTensor, mapValues, randomHost, takeRows, toTensor } from '../host-tensor.ts';
import { makerOf } from '../maker-of.ts';
import { expectNoLeak } from '../no-leak.ts';
import { group, type Runner } from '../runner.ts';
import { definitionChecks } from './definition-checks.ts';
import { feedsAtStart } from './knowledge/feeds-at-start.ts';

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

/** Registers the suite. It runs on the current engine. */
export function weightingContract(contribution: Contribution<'weighting'>, contract: WeightingContractOptions): void {
  const { test, options = {}, draws = false, members: counts = [1, 2, 4], equivariant = true, contributions = [] } = contract;
  const ask = (values: WeightingValues, step?: number) =>
    evaluateWeighting(contribution, { ...values, options, contributions, ...(step === undefined ? {} : { step }) });
  const maker = makerOf([contribution, ...contributions]);
  const weighting = () => maker.make('weighting', { ...options, id: contribution.id });
  const many = Math.max(...counts);
  const plain = valuesOf(many);

  group(contract, `weighting contract: ${contribution.id}`, () => {
    definitionChecks(contribution, 'weighting', contract);

    for (const count of counts) {
      test(`${count} ${count === 1 ? 'member' : 'members'}: a weight for each, or for each sample and member, none negative, not all 0`, async () => {
        const { shape, rows } = await ask(valuesOf(count), 1);
        deepEqual(shape, weighting().per === 'member' ? [count] : [LABELS.length, count]);
        for (const row of rows) {
          expectFinite(row, 'the weights');
          ok(Math.min(...row) >= 0 && Math.max(...row) > 0, `expected weights of at least 0, and one above, received ${row.join(', ')}`);
        }
      });
    }

    test('logits of +-1e4, members that agree, and a batch without labels give finite weights', async () => {
      const sure = (host: HostTensor) => mapValues(host, (value) => (value > 0 ? 1e4 : -1e4));
      const cases = [
        { ...plain, members: plain.members.map(sure), student: sure(plain.student) },
        { ...plain, members: plain.members.map(() => plain.student) },
        { ...plain, labels: LABELS.map(() => -1) },
      ];
      for (const values of cases) for (const step of [1, undefined]) for (const row of (await ask(values, step)).rows) expectFinite(row, 'the weights');
    });

    test('is a constant to the gradient, and does not break the tape', () =>
      expectNoLeak(async () => {
        const variable = createVariable(toTensor(plain.student));
        const made = scope(() => {
          const built = weighting().build({ members: many, classes: CLASSES, random: randomStream(1, 'contract/weighting') });
          const input = weightingInput({ ...plain, step: 1 }, feedsAtStart(weighting(), maker));
          const weigh = () => built({ ...input, student: detach(variable) as Tensor2D });
          const { gradients: found } = gradients(() => mul(sum(weigh()), sum(square(variable))), { variable });
          return { found: found.variable!, expected: mul(mul(variable, 2), sum(weigh())) };
        });
        const { found, expected } = await readAll(made);
        for (const tensor of [...Object.values(made), variable]) tensor.dispose();
        expectClose(found!, expected!, 1e-5, 'the gradient, with the weights held');
      }));

    test('the same again, of another build too; and leaves nothing behind', async () => {
      await ask(plain, 3);
      await expectNoLeak(async () => deepEqual(await ask(plain, 3), await ask(plain, 3)));
    });

    if (draws) {
      test('draws anew with every seed, and without one says what is drawn on average', async () => {
        const said = new Set<string>();
        for (let step = 0; step < 16; step++) said.add(JSON.stringify(await ask(plain, step)));
        ok(said.size > 1, '16 seeds, one answer');
        for (const row of (await ask(plain)).rows) deepEqual(new Set(row).size, 1, `without a seed one member counts more: ${row.join(', ')}`);
      });
      return;
    }

    test('needs no seed', async () => deepEqual(await ask(plain), await ask(plain, 7)));

    test('samples in another order get their weights in that order, if they have any of their own', async () => {
      const order = [3, 0, 4, 2, 1];
      const moved = {
        members: plain.members.map((one) => takeRows(one, order)),
        student: takeRows(plain.student, order),
        labels: order.map((sample) => LABELS[sample]!),
      };
      const { rows } = await ask(plain);
      const expected = rows.length === 1 ? rows[0]! : order.flatMap((sample) => rows[sample]!);
      expectClose((await ask(moved)).rows.flat(), expected, 1e-4, 'the weights');
    });

    if (equivariant)
      test('members in another order get their weights in that order', async () => {
        const order = Array.from({ length: many }, (_, member) => (member + 1) % many);
        const { rows } = await ask({ ...plain, members: order.map((member) => plain.members[member]!) });
        const expected = (await ask(plain)).rows.flatMap((row) => order.map((member) => row[member]!));
        expectClose(rows.flat(), expected, 1e-3, 'the weights');
      });
  });
}

function valuesOf(members: number) {
  const draw = (name: string) => randomHost(randomStream(5, `contract/weighting/${name}`), LABELS.length, [CLASSES]);
  return { members: Array.from({ length: members }, (_, member) => draw(`member${member}`)), student: draw('student'), labels: LABELS };
}
