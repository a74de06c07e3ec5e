// `mlkd` against reference values and plain loops: three levels, five temperatures, two masks.
import { readAll, tensor1d } from '@retort/tensor';
import { evaluateKnowledge, expectClose, fromRows, kdLoss, logitsPair, makerOf, studentLogits, teacherLogits } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { column, divergence, expectFiniteAtExtremes, expectPlain, type Row, type Rows, softmax, standardised, total } from '../../test/plain.ts';
import { atMostMedian } from './at-most-median.ts';
import { mlkd } from './mlkd.ts';

const at = (options: object = {}, student: Rows = studentLogits, teacher: Rows = teacherLogits) =>
  evaluateKnowledge(mlkd, { student: [fromRows(student)], teacher: [fromRows(teacher)], options: { ...options } });

/** As numpy's percentile of 50 and `<=`. */
function lower(values: Row): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const median = (sorted[(values.length - 1) >> 1]! + sorted[values.length >> 1]!) / 2;
  return values.map((value) => (value <= median ? 1 : 0));
}

const gram = (rows: Rows) => rows.map((a) => rows.map((b) => total(a.map((value, index) => value * b[index]!))));
const transposed = (rows: Rows) => rows[0]!.map((_, index) => column(rows, index));

/** `1/n sum_ij keep_j (G(own) - G(other))_ij^2`. */
function likeness(own: Rows, other: Rows, keep: Row): number {
  const [mine, theirs] = [gram(own), gram(other)];
  return total(mine.flatMap((row, i) => row.map((value, j) => keep[j]! * (value - theirs[i]![j]!) ** 2))) / own.length;
}

function plain(student: Rows, teacher: Rows, temperatures: Row, masks: boolean, prepare = (row: Row) => row): Record<'instance' | 'batch' | 'class', number> {
  const sure = teacher.map((row) => softmax(row));
  const samples = masks ? lower(sure.map((row) => Math.max(...row))) : teacher.map(() => 1);
  const classes = masks ? lower(transposed(sure).map(total)) : teacher[0]!.map(() => 1);
  const sum = (level: (temperature: number, own: Rows, other: Rows) => number) =>
    total(
      temperatures.map((temperature) =>
        level(
          temperature,
          student.map((row) => softmax(row, temperature)),
          teacher.map((row) => softmax(row, temperature)),
        ),
      ),
    );
  return {
    instance: sum((temperature) =>
      total(student.map((row, n) => (samples[n]! * temperature ** 2 * divergence(prepare(row), prepare(teacher[n]!), temperature)) / student.length)),
    ),
    batch: sum((_, own, other) => likeness(own, other, samples)),
    class: sum((_, own, other) => likeness(transposed(own), transposed(other), classes)),
  };
}

const loss =
  (...settings: [temperatures: Row, masks: boolean, prepare?: (row: Row) => Row]) =>
  (student: Rows, teacher: Rows) =>
    total(Object.values(plain(student, teacher, ...settings)));

/** No two confidences, nor two masses of classes, so near each other that rounding may swap them at the median. */
function masksAreClear(teacher: Rows): boolean {
  const sure = teacher.map((row) => softmax(row));
  const apart = (values: Row) => [...values].sort((a, b) => a - b).every((value, index, sorted) => index === 0 || value - sorted[index - 1]! > 1e-5);
  return apart(sure.map((row) => Math.max(...row))) && apart(transposed(sure).map(total));
}

describe('reference values', () => {
  test('each level at T = 4, without masks; the first is kd', async () => {
    const { terms } = await at({ temperatures: [4], masks: false });
    expectClose([terms.instance!], [0.296662955], 1e-6, 'instance');
    expectClose([terms.batch!], [0.000971728], 1e-6, 'batch');
    expectClose([terms.class!], [0.002572938], 1e-6, 'class');
  });

  test('five temperatures are added', async () => {
    const { terms } = await at({ masks: false });
    expectClose([terms.instance!], [total([2, 3, 4, 5, 6].map((each) => kdLoss(studentLogits, teacherLogits, each)))], 1e-6, 'instance');
    const alone = await Promise.all([2, 3, 4, 5, 6].map((each) => at({ temperatures: [each], masks: false })));
    for (const level of ['batch', 'class']) expectClose([terms[level]!], [total(alone.map((one) => one.terms[level]!))], 1e-6, level);
  });

  test('equals plain loops, loss and gradient, with and without masks', async () => {
    await expectPlain(mlkd, { options: { masks: false }, loss: loss([2, 3, 4, 5, 6], false), tolerance: 2e-5, samples: 4 });
    await expectPlain(mlkd, {
      options: { temperatures: [1, 3] },
      loss: loss([1, 3], true),
      suits: (_, teacher) => masksAreClear(teacher),
      tolerance: 2e-5,
      samples: 4,
    });
    await expectPlain(mlkd, { options: { temperatures: [2], masks: false, standardise: true }, loss: loss([2], false, standardised), spread: 0.5 });
  });

  test('each level with masks, one by one', async () => {
    const { terms } = await at();
    const expected = plain(studentLogits, teacherLogits, [2, 3, 4, 5, 6], true);
    for (const level of ['instance', 'batch', 'class'] as const) expectClose([terms[level]!], [expected[level]], 1e-5, level);
  });
});

test('standardisation is of the instance level alone, as published', async () => {
  const [raw, standard] = [await at(), await at({ standardise: true })];
  expect(standard.terms.instance).not.toBe(raw.terms.instance);
  expect([standard.terms.batch, standard.terms.class]).toEqual([raw.terms.batch, raw.terms.class]);
});

test('the masks keep what is at or below the median: the middle of an odd number, the lower half of an even one, ties on either side', async () => {
  for (const values of [[3], [2, 1], [5, 1, 3], [4, 1, 3, 2], [2, 2, 2, 2], [1, 2, 2, 3], [1, 1, 2, 2, 9], [0.1, 0.7, 0.7, 0.2, 0.7, 0.7]]) {
    const [given] = [tensor1d(values)];
    const kept = atMostMedian(given!);
    expect([...(await readAll({ kept })).kept!], JSON.stringify(values)).toEqual(lower(values));
    given!.dispose();
    kept.dispose();
  }
});

test('a sample that the masks leave out still counts in the divisor', async () => {
  // The second teacher row is the surer one: only the first is kept, and the mean is over both.
  const [student, teacher]: [Rows, Rows] = [
    studentLogits.slice(0, 2),
    [
      [1, 0, 0, 0],
      [9, 0, 0, 0],
    ],
  ];
  const { terms, student: gradients } = await at({ temperatures: [4] }, student, teacher);
  expectClose([terms.instance!], [kdLoss(student.slice(0, 1), teacher.slice(0, 1), 4) / 2], 1e-6, 'instance');
  expect(gradients[0]!.subarray(4).some((value) => value !== 0)).toBe(true);
});

test('logits of 1e4 stay finite', async () => {
  await expectFiniteAtExtremes(mlkd);
  await expectFiniteAtExtremes(mlkd, { temperatures: [1], masks: false, standardise: true });
});

test('its defaults, and what it refuses', async () => {
  expect((await evaluateKnowledge(mlkd, logitsPair)).loss).toBe((await at({ temperatures: [2, 3, 4, 5, 6], masks: true })).loss);
  for (const temperatures of [[], [0], [2, -1], 4])
    expect(() => makerOf([mlkd]).make('knowledge', { id: 'mlkd', temperatures })).toThrow('KD_E_OPTIONS_INVALID');
  await expect(at({}, [[1, 2, 3]], [[1, 2]])).rejects.toThrow('KD_E_TENSOR_SHAPE');
});

describe('a weak and a strong view', () => {
  const strong: { readonly student: Rows; readonly teacher: Rows } = {
    student: studentLogits.map((row) => row.map((value, index) => value * Math.cos(index) + 0.5)),
    teacher: teacherLogits.map((row) => row.map((value, index) => value * Math.sin(index + 1))),
  };
  const both = (options: object = {}, copies = 2) =>
    evaluateKnowledge(mlkd, {
      student: [fromRows([...studentLogits, ...strong.student])],
      teacher: [fromRows([...teacherLogits, ...strong.teacher])],
      copies,
      options: { temperatures: [2, 4], ...options },
    });
  const levels = ['instance', 'batch', 'class'] as const;

  test('each level of both, in plain loops: the masks are those of the weak view, and of it alone', async () => {
    const [first, second] = [plain(studentLogits, teacherLogits, [2, 4], true), plain(strong.student, strong.teacher, [2, 4], false)];
    const { terms } = await both();
    for (const level of levels) expectClose([terms[level]!], [first[level] + second[level]], 1e-5, level);
    const { terms: fewer } = await both({ strong: 'instance' });
    expectClose([fewer.instance!], [first.instance + second.instance], 1e-5, 'instance');
    for (const level of ['batch', 'class'] as const) expectClose([fewer[level]!], [first[level]], 1e-5, level);
  });

  test('one view is what it was, whatever is asked of the strong one', async () => {
    const [plainly, asked] = [await at(), await at({ strong: 'instance' })];
    expect(asked).toEqual(plainly);
    expectClose([(await at({ temperatures: [4], masks: false, strong: 'all' })).terms.instance!], [0.296662955], 1e-6, 'instance');
  });

  test('three views are one batch of as many rows', async () => {
    const [six, three] = [await both({}, 1), await both({}, 3)];
    expect(three.terms).toEqual(six.terms);
  });
});
