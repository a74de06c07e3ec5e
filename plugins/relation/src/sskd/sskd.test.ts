// `sskd` in both phases against plain loops in double precision, and that what the prelude leaves is what the stage takes.
import type { BuiltKnowledge, KnowledgeBuild, NamedVariables, RelationInput, Tensor2D } from '@retort/kernel';
import { createVariable, gradients, mul, randomStream, readAll, scalar, scope, sub, tensor, tensor1d, tensor2d, zeros } from '@retort/tensor';
import { evaluateKnowledge, expectClose, finiteDifference, fromRows, makerOf, randomHost } from '@retort/testing';
import { describe, expect, test } from 'vitest';
import { cosines, keptRows, meanDivergence, project, type Rows, softmax } from '../../test/plain-views.ts';
import { sskd } from './sskd.ts';

const SAMPLES = 3;
const draw = (side: string, width: number): Rows => {
  const { data } = randomHost(randomStream(3, side), 4 * SAMPLES, [width]);
  return Array.from({ length: 4 * SAMPLES }, (_, row) => [...data.slice(row * width, (row + 1) * width)]);
};
const [student, teacher] = [draw('student', 3), draw('teacher', 4)];
const right = Array.from({ length: 3 * SAMPLES }, (_, row) => row % SAMPLES);

const knowledgeOf = (options: object = {}) => {
  const knowledge = makerOf([sskd]).make('knowledge', { ...options, id: 'sskd' });
  if (knowledge.family !== 'relation') throw new Error(knowledge.family);
  return knowledge;
};

function open(options: object = {}, phase?: KnowledgeBuild['phase'], shapes: readonly (readonly number[])[] = [[3]]) {
  const build = { student: shapes, teacher: shapes.map(() => [4]), classes: 2, samples: SAMPLES, random: randomStream(1, 'sskd') };
  return knowledgeOf(options).build(phase === undefined ? build : { ...build, phase });
}

type Opened = BuiltKnowledge<RelationInput>;

function close({ variables = {}, state = {} }: Opened): void {
  for (const variable of Object.values({ ...variables, ...state })) variable.dispose();
}

/** Loss and gradients at the student's rows, by temperature 0.5. */
async function take({ loss, variables = {} }: Opened, own: Rows = student) {
  const rows = createVariable(tensor2d(own.flat(), [own.length, own[0]!.length]));
  const made = scope(() => {
    const size = own.length;
    const known = {
      labels: tensor1d(Array<number>(size).fill(-1), 'int32'),
      targets: zeros([size, 2]) as Tensor2D,
      labelled: tensor1d(Array<number>(size).fill(0)),
    };
    const input = {
      ...known,
      teacher: tensor2d(teacher.map((row) => [...row])),
      index: 0,
      ids: new Int32Array(size),
      copies: 4,
      feeds: { temperature: scalar(0.5) },
    };
    const { value, gradients: found } = gradients(() => Object.values(loss({ ...input, student: rows }))[0]!, {
      ...variables,
      student: rows,
    } as NamedVariables);
    return { ...found, loss: value };
  });
  const { loss: value, ...found } = await readAll(made);
  for (const tensor of [rows, ...Object.values(made)]) tensor.dispose();
  return { loss: value![0]!, gradients: found as Readonly<Record<string, Float32Array>> };
}

describe('the stage', () => {
  test.each([0, 0.5, 0.75, 1])('equals plain loops, loss and gradient, where the share %d of what is wrong is kept', async (keep) => {
    const built = open({ keep });
    const weights = await readAll({ ...built.variables, ...built.state });
    const other = cosines(project(teacher, weights, 'pair-0/teacher'), SAMPLES);
    const places = keptRows(other, right, keep);
    const plain = (rows: Rows) => meanDivergence(cosines(project(rows, weights, 'pair-0/student'), SAMPLES), other, 0.5, places);
    const { loss, gradients: found } = await take(built);
    expectClose([loss], [plain(student)], 1e-5, 'the loss');
    const reshaped = (values: ArrayLike<number>): Rows => student.map((row, n) => row.map((_, axis) => values[n * row.length + axis]!));
    const expected = await finiteDifference(async (values) => plain(reshaped(values)), Float32Array.from(student.flat()));
    expectClose(found.student!, expected, 1e-2, 'the gradient');
    expect(Object.keys(found).sort()).toEqual(['student', ...Object.keys(built.variables!)].sort());
    expect(Object.keys(built.variables!).every((name) => name.startsWith('pair-0/student/'))).toBe(true);
    close(built);
  });

  test('the teacher of these tests is wrong about some views, and not about all', async () => {
    const built = open();
    const other = cosines(project(teacher, await readAll({ ...built.state }), 'pair-0/teacher'), SAMPLES);
    expect([0, 0.5, 1].map((keep) => keptRows(other, right, keep).length)).toEqual([
      ...new Set([0, 0.5, 1].map((keep) => keptRows(other, right, keep).length)),
    ]);
    close(built);
  });

  test('its defaults are the published ones', () => {
    expect(knowledgeOf().feeds).toEqual({ temperature: 0.5 });
    expect(knowledgeOf().prelude).toEqual({ epochs: 60, trains: 'modules', stays: true });
  });
});

describe('the prelude', () => {
  test('has the teacher name the sample of each view, in plain loops, and trains its head alone', async () => {
    const built = open({}, 'prelude');
    const weights = await readAll({ ...built.variables });
    const shares = cosines(project(teacher, weights, 'pair-0/teacher'), SAMPLES).map((row) => softmax(row));
    const expected = -right.reduce((sum, column, row) => sum + Math.log(shares[row]![column]!), 0) / right.length;
    const { loss, gradients: found } = await take(built);
    expectClose([loss], [expected], 1e-5, 'the loss');
    expect(Object.keys(found).sort()).toEqual(Object.keys(built.variables!).sort());
    expect(Object.keys(found).every((name) => name.startsWith('pair-0/teacher/'))).toBe(true);
    close(built);
  });

  test('the head gets better at it', async () => {
    const built = open({}, 'prelude');
    const losses: number[] = [];
    for (let step = 0; step < 30; step++) {
      const { loss, gradients: found } = await take(built);
      losses.push(loss);
      scope(() => {
        for (const [name, variable] of Object.entries(built.variables!)) variable.assign(sub(variable, mul(tensor(found[name]!, variable.shape), 0.5)));
      });
    }
    expect(losses.at(-1)!).toBeLessThan(0.9 * losses[0]!);
    close(built);
  });

  test('leaves every variable of the stage under its name and shape', () => {
    const shapesOf = (built: Opened) => {
      const shapes = Object.fromEntries(Object.entries({ ...built.variables, ...built.state }).map(([name, { shape }]) => [name, shape]));
      close(built);
      return shapes;
    };
    const maps = [[3], [2, 2, 1]];
    expect(shapesOf(open({}, 'prelude', maps))).toEqual(shapesOf(open({}, undefined, maps)));
    expect(Object.keys(shapesOf(open()))).toHaveLength(8);
  });
});

test('a batch of one view is refused, with advice', async () => {
  const values = { student: [fromRows([[1, 2]])], teacher: [fromRows([[1, 2]])] };
  await expect(evaluateKnowledge(sskd, values)).rejects.toThrow(/several views of each sample.*`rotations`.*KD_E_KNOWLEDGE_VIEWS/s);
});

test('one sample resembles itself: nothing to learn', async () => {
  const { loss, student: found } = await evaluateKnowledge(sskd, {
    student: [
      fromRows([
        [1, 2],
        [0, 1],
        [2, 2],
      ]),
    ],
    teacher: [fromRows([[1], [0], [2]])],
    copies: 3,
  });
  expect(loss).toBe(0);
  expect(found[0]!.every((value) => value === 0)).toBe(true);
});
