// The methods' building blocks in double precision, as plain loops over rows of logits, from the formulas; and a comparison of
// a knowledge with them. For tests only: nothing here is built on tensors, so that it can disagree with what is.
import type { Contribution } from '@retort/kernel';
import { evaluateKnowledge, expectClose, fromRows, type KnowledgeValues } from '@retort/testing';
import fc from 'fast-check';

export type Row = readonly number[];
export type Rows = readonly Row[];

export const total = (values: Row): number => values.reduce((sum, value) => sum + value, 0);
export const mean = (values: Row): number => total(values) / values.length;
export const column = (rows: Rows, index: number): number[] => rows.map((row) => row[index]!);

export function logSoftmax(logits: Row, temperature = 1): number[] {
  const scaled = logits.map((logit) => logit / temperature);
  const largest = Math.max(...scaled);
  const log = largest + Math.log(total(scaled.map((value) => Math.exp(value - largest))));
  return scaled.map((value) => value - log);
}

export const softmax = (logits: Row, temperature = 1): number[] => logSoftmax(logits, temperature).map(Math.exp);

/** `KL(teacher || student)` of one sample. */
export function divergence(student: Row, teacher: Row, temperature = 1): number {
  const [own, other] = [logSoftmax(student, temperature), logSoftmax(teacher, temperature)];
  return total(other.map((log, index) => Math.exp(log) * (log - own[index]!)));
}

/** `-sum_c y_c log p_c` of one sample. */
export const crossEntropy = (logits: Row, target: Row, temperature = 1): number =>
  -total(logSoftmax(logits, temperature).map((log, index) => target[index]! * log));

export function standardised(logits: Row): number[] {
  const centre = mean(logits);
  const deviation = Math.sqrt(total(logits.map((logit) => (logit - centre) ** 2)) / (logits.length - 1));
  return logits.map((logit) => (logit - centre) / (deviation + 1e-7));
}

/** Central differences in double precision, in the order of the rows. */
export function gradientOf(loss: (rows: Rows) => number, rows: Rows, step = 1e-5): number[] {
  const at = (sample: number, index: number, by: number) => rows.map((row, n) => row.map((value, c) => (n === sample && c === index ? value + by : value)));
  return rows.flatMap((row, sample) => row.map((_, index) => (loss(at(sample, index, step)) - loss(at(sample, index, -step))) / (2 * step)));
}

export interface Plain {
  readonly options?: KnowledgeValues['options'];
  /** The loss of student and teacher logits and labels. */
  loss(student: Rows, teacher: Rows, labels: Row): number;
  /** What is differentiated, where it is not the loss itself: with the student's part in the weights held at `at`. */
  frozen?(at: Rows): (student: Rows, teacher: Rows, labels: Row) => number;
  /** Of the largest value expected; 1e-5 when absent. */
  readonly tolerance?: number;
  readonly samples?: number;
  /** The least distance between a sample's largest and smallest logit; 0 when absent. */
  readonly spread?: number;
  /** Which batches are compared; all when absent. For losses that jump: near a jump float32 may be on its other side. */
  suits?(student: Rows, teacher: Rows): boolean;
}

/** Loss and gradient of a knowledge equal the plain ones for any logits between -4 and 4, three samples of four classes. */
export async function expectPlain(contribution: Contribution<'knowledge'>, plain: Plain): Promise<void> {
  const { options = {}, tolerance = 1e-5, samples = 3, spread = 0 } = plain;
  const logit = fc.double({ min: -4, max: 4, noNaN: true }).map(Math.fround);
  const row = fc.array(logit, { minLength: 4, maxLength: 4 }).filter((logits) => Math.max(...logits) - Math.min(...logits) >= spread);
  const batch = fc.array(row, { minLength: samples, maxLength: samples });
  const labels = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: samples, maxLength: samples });
  await fc.assert(
    fc.asyncProperty(batch, batch, labels, async (student, teacher, targets) => {
      fc.pre(plain.suits?.(student, teacher) ?? true);
      const found = await evaluateKnowledge(contribution, { student: [fromRows(student)], teacher: [fromRows(teacher)], labels: targets, options });
      expectClose([found.loss], [plain.loss(student, teacher, targets)], tolerance, 'the loss', 1);
      const differentiated = plain.frozen?.(student) ?? plain.loss;
      const expected = gradientOf((rows) => differentiated(rows, teacher, targets), student);
      expectClose(found.student[0] ?? [], expected, tolerance, 'the gradient', 1);
    }),
    { numRuns: 12, seed: 11 },
  );
}

/** Logits of +-1e4 in every arrangement of certainty: sure and right, sure and wrong, equal, opposite, a single sample. */
export const extremes: readonly (readonly [Rows, Rows])[] = [
  [[[1e4, -1e4, 0]], [[-1e4, 1e4, 0]]],
  [[[1e4, 1e4, 1e4]], [[-1e4, -1e4, -1e4]]],
  [
    [
      [1e4, -1e4, -1e4],
      [-1e4, 1e4, 1e4],
    ],
    [
      [1e4, -1e4, -1e4],
      [1e4, -1e4, -1e4],
    ],
  ],
  [
    [
      [0, 0, 0],
      [1e4, 0, 0],
      [0, 0, -1e4],
    ],
    [
      [1e4, 0, 0],
      [0, 0, 0],
      [0, 0, 1e4],
    ],
  ],
];

/** The knowledge's loss and gradients are finite for all of `extremes`, whatever the label. */
export async function expectFiniteAtExtremes(contribution: Contribution<'knowledge'>, options: KnowledgeValues['options'] = {}): Promise<void> {
  for (const [student, teacher] of extremes) {
    for (const label of [0, 1, 2]) {
      const found = await evaluateKnowledge(contribution, {
        student: [fromRows(student)],
        teacher: [fromRows(teacher)],
        labels: student.map(() => label),
        options,
      });
      const values = [found.loss, ...(found.student[0] ?? [Number.NaN]), ...Object.values(found.variables).flatMap((values) => [...values])];
      const bad = values.findIndex((value) => !Number.isFinite(value));
      if (bad >= 0) throw new Error(`${contribution.id}: ${values[bad]} at ${bad} (0 is the loss) for ${JSON.stringify({ student, teacher, label })}`);
    }
  }
}
