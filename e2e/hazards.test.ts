// Every pitfall that public distillation code is known for, one test each, through what users of the library call: a planned stage
// and its step, or a whole run. The plugins' own tests go deeper; this is the list.
import { createRetort, distill } from '@retort/distill';
import { memoryFiles } from '@retort/files';
import { type Choice, definePlugin, defineResponseKnowledge, RetortError, type Scalar } from '@retort/kernel';
import { isLayersStudent } from '@retort/models';
import { mean, randomStream, readAll, square } from '@retort/tensor';
import { expectClose, kdGradient, kdLoss, studentLogits, teacherLogits } from '@retort/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { openStage, type Rows, stepOnLogits } from './hazards/open-stage.ts';
import { knowledgeOptions, viewsFor } from './matrix/requirements.ts';
import { digest } from './run-tiny.ts';

/** Adds a number that is made anew in each step, in the place of the student's loss. */
const adrift = defineResponseKnowledge({ id: 'adrift', summary: 'a constant', loss: ({ teacher }) => ({ adrift: mean<Scalar>(square(teacher)) }) });

const quiet = { files: memoryFiles(), output: () => undefined };
const mistakes = definePlugin({ name: 'mistakes', version: '0.1.0', kernel: '*', contributions: [adrift] });
const retort = await createRetort({ ...quiet, plugins: [mistakes()] });
afterAll(() => retort.dispose());

const logits = { student: studentLogits, teacher: teacherLogits };
const labels = [2, 3, 0];
const kd = (temperature: number, weight = 1) => ({ knowledge: { id: 'kd', temperature }, weight });
const only = (knowledge: Choice, weight = 1) => ({ task: 0, terms: [{ knowledge, weight }] });
const flat = (rows: Rows) => rows.flat();

describe('1: KL as a mean over classes too', () => {
  test('it is the mean over the batch: C times the element mean, and the published total of 0.1 task and 0.9 kd', async () => {
    const { report, gradient } = await stepOnLogits(retort, logits, { task: 0.1, terms: [kd(4, 0.9)] }, { labels });
    expectClose([report['student/kd']!], [0.296662955], 1e-6, 'kd');
    expectClose([report['student/kd']!], [4 * 0.074165739], 1e-6, 'kd, from the element mean');
    expectClose([report['student/task']!], [1.074279906], 1e-6, 'the task');
    expectClose([report.loss!], [0.37442465], 1e-6, 'the total');
    // Twice the samples is the same mean.
    const twice = { student: [...studentLogits, ...studentLogits], teacher: [...teacherLogits, ...teacherLogits] };
    const doubled = await stepOnLogits(retort, twice, { task: 0.1, terms: [kd(4, 0.9)] }, { labels: [...labels, ...labels] });
    expectClose([doubled.report.loss!], [report.loss!], 1e-6, 'the total of twice the batch');
    expectClose(
      flat(doubled.gradient.slice(0, 3)),
      flat(gradient).map((value) => value / 2),
      1e-5,
      'the gradient',
    );
  });
});

describe('2: T squared left out, or on one path', () => {
  test('kd has it beside a task and alone, with labels and without', async () => {
    for (const temperature of [1, 4, 20]) {
      const expected = kdLoss(studentLogits, teacherLogits, temperature);
      const paths = [
        [{ task: 0.1, terms: [kd(temperature)] }, labels],
        [{ task: 0, terms: [kd(temperature)] }, labels],
        [{ task: 0, terms: [kd(temperature)] }, [-1, -1, -1]],
      ] as const;
      for (const [objective, of] of paths)
        expectClose([(await stepOnLogits(retort, logits, objective, { labels: of })).report['student/kd']!], [expected], 1e-5, `T = ${temperature}`);
    }
  });

  test.each(['kd', 'dkd', 'wsld', 'logit-standardization-kd', 'tf-kd-self'])('the gradient of %s keeps its size where the temperature doubles', async (id) => {
    const length = async (temperature: number) => Math.hypot(...flat((await stepOnLogits(retort, logits, only({ id, temperature }), { labels })).gradient));
    // Without T squared it would be a quarter, with one T a half.
    expect((await length(128)) / (await length(64))).toBeCloseTo(1, 1);
  });
});

describe('3: gradients, or batch norm updates, left on in the teacher', () => {
  test("not a bit of the teacher changes, its moving statistics included; the student's change", async () => {
    const model = { id: 'mlp', hidden: [4], batchNorm: true, dropout: 0.2 };
    const objective = { task: 1, terms: [kd(2), { knowledge: 'fitnet', weight: 1, mapping: 'features', connector: 'linear' }] };
    const stage = await openStage(retort, { student: model, teacher: { ...model, hidden: [6] }, objective, shape: [3], classes: 4 });
    const all = ({ student, teacher }: typeof stage) =>
      Promise.all([digest({ ...teacher.trainables(), ...teacher.statistics() }), digest(student.trainables()), digest(student.statistics())]);
    const [teacher, trainables, statistics] = await all(stage);
    for (let epoch = 0; epoch < 3; epoch++)
      await stage.step({
        inputs: [
          [1, 2, 0],
          [0, -1, 3],
          [2, 2, 1],
        ],
        labels,
        epoch,
      });
    const after = await all(stage);
    expect(after[0]).toBe(teacher);
    expect(after[1]).not.toBe(trainables);
    expect(after[2]).not.toBe(statistics);
    stage.dispose();
  });
});

describe('4: the arguments of KL swapped, or probabilities where logarithms belong', () => {
  test('it is KL(teacher || student) of logits: not the reverse, and a constant per sample is no information', async () => {
    const at = async (sides: typeof logits) =>
      (await stepOnLogits(retort, sides, only({ id: 'kd', temperature: 1 }), { labels: labels.slice(0, sides.student.length) })).report.loss!;
    expectClose([await at(logits)], [0.120155613], 1e-6, 'KL(teacher || student)');
    expectClose([await at({ student: teacherLogits, teacher: studentLogits })], [0.181502393], 1e-6, 'the reverse');
    const shifted = (rows: Rows, by: number) => rows.map((row, n) => row.map((value) => value + by * (n + 1)));
    expectClose([await at({ student: shifted(studentLogits, 3), teacher: shifted(teacherLogits, -7) })], [0.120155613], 1e-5, 'shifted');
    // A teacher that is sure of class 2: what is left is the cross-entropy of that class.
    const sure = [[0, 0, 60, 0]];
    const student = [[1, 2, 3, -1]];
    const expected = Math.log([1, 2, 3, -1].reduce((sum, value) => sum + Math.exp(value), 0)) - 3;
    expectClose([await at({ student, teacher: sure })], [expected], 1e-6, 'a sure teacher');
  });
});

describe('5: auxiliary variables that no optimizer holds', () => {
  const stage1 = { id: 'pairs', pairs: { stage1: 'stage1' } };
  test.each([
    ['vid', { knowledge: 'vid', mapping: stage1, connector: 'none' }, ['conv0', 'conv1', 'conv2', 'logScale']],
    ['fitnet', { knowledge: 'fitnet', mapping: stage1, connector: 'conv-bn-relu' }, ['convolution/kernel', 'norm/scale', 'norm/offset']],
    ['crd', { knowledge: 'crd', mapping: 'features', connector: 'none' }, ['student/kernel', 'student/bias', 'teacher/kernel', 'teacher/bias']],
    ['ctkd', { knowledge: 'ctkd' }, ['theta']],
  ])('those of %s are in the plan, have their slots, and move', async (_, term, names) => {
    const stage = await openStage(retort, {
      student: { id: 'convnet', widths: [3] },
      teacher: { id: 'convnet', widths: [4] },
      objective: { task: 0, terms: [{ ...term, weight: 1 }] },
      optimizer: { id: 'sgd', rate: 1, momentum: 0.9 },
      shape: [4, 4, 1],
      classes: 4,
    });
    const own = Object.keys(stage.plan.trainables).filter((name) => !name.startsWith('student/student/'));
    for (const name of names)
      expect(
        own.some((one) => one.endsWith(`/${name}`)),
        `${name} among ${own}`,
      ).toBe(true);
    const before = await readAll(stage.plan.trainables);
    await stage.step({ inputs: images(4), labels: [0, 1, 2, 3], rate: 0.1 });
    const after = await readAll(stage.plan.trainables);
    for (const name of own) {
      expect(Object.keys(stage.plan.slots.slots)).toContain(`momentum/${name}`);
      expect(after[name], name).not.toEqual(before[name]);
    }
    stage.dispose();
  });
});

describe('6: a loss that hangs on a newly built constant', () => {
  test('the gradient of an objective is the weighted sum of those of its terms, and none is lost', async () => {
    const terms = [kd(4, 0.9), { knowledge: 'mse-logits', weight: 0.3 }, { knowledge: 'dist', weight: 2 }];
    const gradientOf = async (task: number, parts: typeof terms) => flat((await stepOnLogits(retort, logits, { task, terms: parts }, { labels })).gradient);
    const alone = await Promise.all([gradientOf(0.1, []), ...terms.map((term) => gradientOf(0, [term]))]);
    for (const gradient of alone) expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(1e-3);
    const sum = alone[0]!.map((_, index) => alone.reduce((total, gradient) => total + gradient[index]!, 0));
    expectClose(await gradientOf(0.1, terms), sum, 1e-5, 'the gradient');
  });

  test('a knowledge that does not depend on the student is refused at its first step', async () => {
    await expect(stepOnLogits(retort, logits, only('adrift'), { labels })).rejects.toThrow('KD_E_TENSOR_UNCONNECTED');
  });
});

describe('7: the last partial batch, and batches of one', () => {
  test('a partial batch is a mean over its own samples', async () => {
    const one = { student: studentLogits.slice(0, 1), teacher: teacherLogits.slice(0, 1) };
    const { report, gradient } = await stepOnLogits(retort, one, only({ id: 'kd', temperature: 4 }), { labels: [2] });
    expectClose([report.loss!], [kdLoss(one.student, one.teacher, 4)], 1e-6, 'the loss');
    expectClose(flat(gradient), kdGradient(one.student, one.teacher, 4).flat(), 1e-5, 'the gradient');
  });

  const maps = (...stages: string[]) => ({ id: 'pairs', pairs: Object.fromEntries(stages.map((stage) => [stage, stage])) });
  const places = [
    { mapping: maps('stage1', 'stage2'), connector: 'conv-bn-relu' },
    { mapping: maps('stage2'), connector: 'conv-bn-relu' },
    { mapping: maps('stage1', 'stage2'), connector: 'none' },
    { mapping: 'features', connector: 'none' },
  ];
  const layered = retort.list('knowledge').flatMap(({ id }) => {
    const knowledge = { id, ...knowledgeOptions[id]?.({ features: 4, classes: 4 }) };
    return retort.make('knowledge', knowledge).family === 'response' ? [] : [[id, knowledge] as const];
  });
  /** At the first place that its plan accepts. */
  const open = async (knowledge: Choice) => {
    const models = { student: { id: 'convnet', widths: [3, 4] }, teacher: { id: 'convnet', widths: [5, 4] }, shape: [4, 4, 1], classes: 4 };
    const refusals: RetortError[] = [];
    for (const place of places) {
      try {
        return await openStage(retort, { ...models, objective: { task: 1, terms: [{ knowledge, weight: 1, ...place }] }, copies: viewsFor(retort, knowledge) });
      } catch (error) {
        if (!RetortError.is(error)) throw error;
        refusals.push(error);
      }
    }
    throw new AggregateError(refusals, 'refused everywhere');
  };

  test.each(layered)('%s learns from four samples, from one, and from four again, with finite numbers', async (_, knowledge) => {
    const stage = await open(knowledge);
    for (const [epoch, size] of [4, 1, 4].entries()) {
      const report = await stage.step({ inputs: images(size), labels: [0, 1, 2, 3].slice(0, size), epoch, rate: 1e-3 });
      for (const [name, value] of Object.entries(report)) expect(value, `${name} of a batch of ${size}`).toSatisfy(Number.isFinite);
    }
    for (const [name, values] of Object.entries(await readAll({ ...stage.plan.trainables, ...stage.plan.statistics })))
      expect(values.every(Number.isFinite), name).toBe(true);
    stage.dispose();
  });
});

describe('8: one object as both teacher and student', () => {
  test('a model given as both stays as it is, and the student leaves it behind', async () => {
    const given = await retort.make('family', { id: 'mlp', hidden: [6] }).build({ inputShape: [4], classes: 3, random: randomStream(3, 'given') });
    if (!isLayersStudent(given)) throw new Error('expected a layers model');
    const before = await digest(given.trainables());
    const seen: number[] = [];
    const { student } = await distill({
      name: 'itself',
      engine: 'cpu',
      teacher: given.model,
      student: given.model,
      data: { source: samples(30), test: 6 },
      objective: { task: 1, terms: [kd(1)] },
      training: { epochs: 3, batch: 8, optimizer: { id: 'sgd', rate: 0.5 }, logEvery: 1 },
      onEvent(event) {
        if (event.kind === 'stage' && event.event.kind === 'step') seen.push(event.event.report.terms['student/kd']!);
      },
    });
    expect(await digest(given.trainables())).toBe(before);
    // They start equal. A teacher that moved along would have nothing to say at any step.
    expect(seen[0]).toBeLessThan(1e-6);
    expect(seen.at(-1)).toBeGreaterThan(1e-3);
    student.dispose();
    given.dispose();
  });
});

describe('9: weight decay on the teacher, or its variables in the optimizer', () => {
  test.each([
    { id: 'sgd', rate: 0.1, momentum: 0.9, weightDecay: 0.5 },
    { id: 'adamw', rate: 0.1, weightDecay: 0.5 },
  ])('$id holds and decays the variables of the student alone', async (optimizer) => {
    const model = { id: 'mlp', hidden: [5], batchNorm: true };
    const stage = await openStage(retort, { student: model, teacher: model, objective: only({ id: 'kd', temperature: 4 }), optimizer, shape: [3], classes: 4 });
    const held = new Set(Object.values(stage.plan.trainables));
    for (const variable of Object.values({ ...stage.teacher.trainables(), ...stage.teacher.statistics() })) expect(held.has(variable)).toBe(false);
    expect(held).toEqual(new Set(Object.values(stage.student.trainables())));
    const all = () => digest({ ...stage.teacher.trainables(), ...stage.teacher.statistics() });
    const before = await all();
    const length = async () => Math.hypot(...Object.values(await readAll(stage.student.trainables())).flatMap((values) => [...values]));
    const start = await length();
    // Inputs of zeros: the kernels of the first layer have no gradient, and shrink by their decay alone.
    for (let epoch = 0; epoch < 5; epoch++) await stage.step({ inputs: [[0, 0, 0]], labels: [0], epoch, rate: 0.1 });
    expect(await length()).toBeLessThan(0.95 * start);
    expect(await all()).toBe(before);
    stage.dispose();
  });
});

describe('10: a warm-up that counts epochs from 0', () => {
  test('the first of twenty epochs has a twentieth of the weight, not nothing; the twentieth has all of it', async () => {
    const warm = { task: 0, terms: [{ knowledge: 'dkd', weight: { id: 'warm-up', to: 1, epochs: 20 } }] };
    for (const [epoch, weight] of [
      [0, 0.05],
      [9, 0.5],
      [19, 1],
      [20, 1],
      [99, 1],
    ] as const) {
      const { report, gradient } = await stepOnLogits(retort, logits, warm, { labels, epoch });
      expectClose([report.loss!], [2.631450623 * weight], 1e-6, `the loss in epoch ${epoch}`);
      expect(Math.max(...flat(gradient).map(Math.abs))).toBeGreaterThan(0);
    }
  });
});

describe('11: NaN where the temperature is learnt, or from logarithms of masked sums', () => {
  const sure: Rows = [
    [1e4, -1e4, 0],
    [-1e4, 1e4, 1e4],
  ];
  const contrary: Rows = sure.map((row) => row.map((value) => -value));
  test.each(['ctkd', 'dkd', { id: 'dkd', standardise: true }, { id: 'ctkd', lowest: 0.1 }])('%j', async (knowledge) => {
    for (const [student, teacher] of [
      [sure, contrary],
      [sure, sure],
      [[[0, 0, 0]], [[1e4, 0, 0]]],
      // Two classes: nothing is left beside the label.
      [[[1e4, -1e4]], [[-1e4, 1e4]]],
    ] as const) {
      for (const label of [0, 1]) {
        const { report, after } = await stepOnLogits(retort, { student, teacher }, only(knowledge), { labels: student.map(() => label) });
        for (const [name, values] of [...Object.entries(report).map(([name, value]) => [name, [value]] as const), ...Object.entries(after)])
          expect([...values].every(Number.isFinite), `${name} of ${JSON.stringify({ student, teacher, label })}`).toBe(true);
      }
    }
  });
});

describe('12: the best epoch reported in the place of the last', () => {
  /** The rate grows a thousandfold after the second epoch: what comes then is worse than what was. */
  const spoiled = (callbacks: Choice[], validation: number) => ({
    name: 'spoiled',
    engine: 'cpu',
    student: { id: 'mlp', hidden: [8] },
    data: { source: samples(120), test: 40, validation },
    training: { epochs: 4, batch: 8, optimizer: { id: 'sgd', rate: { id: 'step', from: 0.2, factor: 1000, after: [3] } }, callbacks, logEvery: 1 },
  });

  async function run(callbacks: Choice[], validation = 0): Promise<{ epochs: number[]; reported: number }> {
    const epochs: number[] = [];
    let reported = Number.NaN;
    const { student } = await distill({
      ...spoiled(callbacks, validation),
      onEvent(event) {
        if (event.kind === 'stage' && event.event.kind === 'epoch') epochs.push(event.event.report.logs.val_accuracy!);
        if (event.kind === 'participant') reported = event.participant.metrics.accuracy!;
      },
    });
    student.dispose();
    return { epochs, reported };
  }

  test('what is reported is the student after its last epoch, on the test samples', async () => {
    const { epochs, reported } = await run([]);
    expect(epochs).toHaveLength(4);
    expect(epochs.at(-1)).toBeLessThan(Math.max(...epochs));
    expect(reported).toBe(epochs.at(-1));
  });

  test('weights of an earlier epoch come back only where a callback asks, by the validation samples', async () => {
    const [spoilt, kept] = [await run([], 40), await run([{ id: 'early-stopping', monitor: 'val_accuracy', mode: 'max', patience: 9 }], 40)];
    expect(kept.epochs).toEqual(spoilt.epochs);
    expect(kept.reported).toBeGreaterThan(spoilt.reported);
  });
});

/** Images of 4 by 4. */
function images(size: number): Rows {
  return Array.from({ length: size }, (_, n) => Array.from({ length: 16 }, (_, k) => Math.cos(n * 16 + k * k)));
}

/** Three classes of points in four dimensions. */
function samples(size: number) {
  const normals = randomStream(8, 'samples')
    .at(0)
    .normals(size * 4);
  const labels = Int32Array.from({ length: size }, (_, n) => n % 3);
  return { shape: [4], classes: 3, inputs: normals.map((value, index) => 0.5 * value + (index % 4 === labels[Math.floor(index / 4)] ? 2 : 0)), labels };
}
