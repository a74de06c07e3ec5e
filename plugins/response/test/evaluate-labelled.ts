// What a response knowledge says of a batch in which some labels are absent. For tests.
import type { Contribution, ResponseInput, Tensor2D, Variable } from '@retort/kernel';
import { addN, cast, createVariable, gradients, oneHot, randomStream, readAll, reshape, scalar, scope, tensor1d, tensor2d } from '@retort/tensor';
import { makerOf } from '@retort/testing';
import type { Row, Rows } from './plain.ts';

export interface LabelledBatch {
  readonly student: Rows;
  readonly teacher: Rows;
  /** -1 where absent. */
  readonly labels: Row;
  readonly options?: object;
}

/** Loss and gradient by the student's logits; every feed must be a number. Nothing is left behind. */
export async function evaluateLabelled(contribution: Contribution<'knowledge'>, batch: LabelledBatch): Promise<{ loss: number; gradient: Float32Array }> {
  const knowledge = makerOf([contribution]).make('knowledge', { ...batch.options, id: contribution.id });
  if (knowledge.family !== 'response') throw new Error('expected a response knowledge');
  const classes = batch.student[0]!.length;
  const built = knowledge.build({ student: [[classes]], teacher: [[classes]], classes, samples: batch.labels.length, random: randomStream(1, 'test') });
  const student = createVariable(tensor2d(batch.student.flat(), [batch.student.length, classes]));
  const found = scope(() => {
    const labels = tensor1d([...batch.labels], 'int32');
    const input: Omit<ResponseInput, 'student'> = {
      teacher: tensor2d(batch.teacher.flat(), [batch.teacher.length, classes]),
      labels,
      targets: cast(oneHot(labels, classes), 'float32') as Tensor2D,
      labelled: tensor1d(batch.labels.map((label) => (label < 0 ? 0 : 1))),
      feeds: Object.fromEntries(Object.entries(knowledge.feeds).map(([name, value]) => [name, scalar(Number(value))])),
    };
    const { value, gradients: gradient } = gradients(() => addN(Object.values(built.loss({ ...input, student: asLogits(student) }))), { student });
    return { value, gradient: gradient.student! };
  });
  try {
    const { value, gradient } = await readAll(found);
    return { loss: value![0]!, gradient: gradient! };
  } finally {
    found.value.dispose();
    found.gradient.dispose();
    student.dispose();
  }
}

/** A variable of rank two is a matrix; its type does not say so. */
function asLogits(student: Variable): Tensor2D {
  return reshape(student, [student.shape[0]!, student.shape[1]!]);
}
