// A stage of one learner and one teacher, planned and stepped through the trainer's own functions on batches given as numbers.
import type { Choice, Kernel, ObjectiveSpec, Shape, Stage, Student } from '@retort/kernel';
import { modelTeacher } from '@retort/models';
import { randomStream, readAll, scope, tensor, tensor1d, tensor2d } from '@retort/tensor';
import { clockAt, type Plan, planStage, takeStep } from '@retort/trainer';

export type Rows = readonly (readonly number[])[];

export interface StageInput {
  readonly student: Choice;
  readonly teacher: Choice;
  readonly objective: ObjectiveSpec;
  /** Plain descent of rate 1 when absent: a variable moves by its gradient. */
  readonly optimizer?: Choice;
  /** Of one sample. */
  readonly shape: Shape;
  readonly classes: number;
  /** Views of each sample: it is given as many times. Once when absent. */
  readonly copies?: number;
}

export interface BatchInput {
  /** One row for each sample, its values in the order of the shape. */
  readonly inputs: Rows;
  /** -1 where absent. */
  readonly labels: readonly number[];
  /** From 0, of 100 epochs of one step. */
  readonly epoch?: number;
  readonly rate?: number;
}

export interface OpenStage {
  readonly plan: Plan;
  readonly student: Student;
  readonly teacher: Student;
  /** Takes a step and gives what it reports: `loss`, `gradientNorm` and `student/<term>`. */
  step(batch: BatchInput): Promise<Readonly<Record<string, number>>>;
  dispose(): void;
}

const EPOCHS = 100;

export async function openStage(retort: Kernel, input: StageInput): Promise<OpenStage> {
  const { student: model, teacher: taught, objective, optimizer, shape, classes, copies = 1 } = input;
  const random = randomStream(5, 'hazards');
  const build = (choice: Choice, name: string) => retort.make('family', choice).build({ inputShape: shape, classes, random: random.child(name) });
  const [student, teacher] = [await build(model, 'student'), await build(taught, 'teacher')];
  const observer = modelTeacher(teacher);
  const stage: Stage = {
    name: 'hazard',
    view: 'transfer',
    training: {
      epochs: EPOCHS,
      batch: 4,
      lastBatch: 'keep',
      optimizer: optimizer ?? { id: 'sgd', rate: 1 },
      callbacks: [],
      evaluateEvery: 1,
      checkpointEvery: 0,
      logEvery: 1,
      augment: [],
    },
    learners: [{ name: 'student', student: { slot: 'student', model }, teacher: { kind: 'teacher' }, objective }],
  };
  const students = new Map([['student', student]]);
  const plan = planStage({ stage, maker: retort, students, teacherOf: () => observer, samples: 8, shape, copies, random });
  return {
    plan,
    student,
    teacher,
    async step({ inputs, labels: known, epoch = 0, rate = 1 }) {
      const views = Array.from({ length: copies });
      const [rows, labels] = [views.flatMap(() => inputs), views.flatMap(() => known)];
      const isLabel = (label: number, index: number) => (label === index ? 1 : 0);
      const batch = {
        inputs: tensor(rows.flat(), [rows.length, ...shape], 'float32'),
        labels: tensor1d([...labels], 'int32'),
        targets: tensor2d(
          labels.flatMap((label) => Array.from({ length: classes }, (_, index) => isLabel(label, index))),
          [rows.length, classes],
        ),
        labelled: tensor1d(labels.map((label) => (label < 0 ? 0 : 1))),
        ids: Int32Array.from(labels, (_, row) => row % inputs.length),
        size: rows.length,
        copies,
        view: 'none',
      };
      const scalars = (await takeStep(plan, { batch, clock: clockAt(epoch, 1, EPOCHS), rate, report: true }))!;
      const read = await readAll(scalars);
      for (const scalar of Object.values(scalars)) scalar.dispose();
      return Object.fromEntries(Object.entries(read).map(([name, [value]]) => [name, value!]));
    },
    dispose() {
      plan.dispose();
      observer.dispose();
      student.dispose();
    },
  };
}

export interface TableStep {
  readonly report: Readonly<Record<string, number>>;
  /** By the student's logits. */
  readonly gradient: Rows;
  /** What the optimizer moves, by name: where it stood and where it went. */
  readonly before: Readonly<Record<string, Float32Array>>;
  readonly after: Readonly<Record<string, Float32Array>>;
}

/**
 * One step on given logits: sample `n` has the `n`-th unit vector as its input, and a linear model answers with row `n` of its kernel.
 * So the kernel moves by the gradient of the loss by the logits.
 */
export async function stepOnLogits(
  retort: Kernel,
  logits: { readonly student: Rows; readonly teacher: Rows },
  objective: ObjectiveSpec,
  batch: Omit<BatchInput, 'inputs'>,
): Promise<TableStep> {
  const size = logits.student.length;
  const linear = { id: 'mlp', hidden: [] };
  const stage = await openStage(retort, { student: linear, teacher: linear, objective, shape: [size], classes: logits.student[0]!.length });
  try {
    for (const side of ['student', 'teacher'] as const) {
      const kernel = Object.values(stage[side].trainables()).find(({ rank }) => rank === 2)!;
      scope(() => kernel.assign(tensor2d(logits[side].flat(), [size, kernel.shape[1]!])));
    }
    const before = await readAll(stage.plan.trainables);
    const report = await stage.step({ ...batch, inputs: logits.student.map((_, n) => logits.student.map((_, m) => (n === m ? 1 : 0))) });
    const after = await readAll(stage.plan.trainables);
    const [name] = Object.entries(stage.plan.trainables).find(([, { rank }]) => rank === 2)!;
    const moved = before[name]!.map((value, index) => value - after[name]![index]!);
    return { report, before, after, gradient: logits.student.map((row, n) => [...moved.subarray(n * row.length, (n + 1) * row.length)]) };
  } finally {
    stage.dispose();
  }
}
