// The mark of a lesson: what the student would say on a quiz after one trial step, and how that depends on the teacher's answers.
// The student is as it was when this returns, also where something throws. All passes are in inference mode.
//
// The trial step is `s' = s - r g(s, z_t)`, g the gradient of the student's objective. The loss Q(s') of the quiz has, by the
// teacher's logits, the derivative `-r (dg/dz_t)' v` with `v = dQ/ds'`. Of the objective only the soft targets
// `w T^2/B sum KL(p_t || p_s)` are differentiated by z_t: their part of g is `w T/B J'(p_s - p_t)`, J the student's logits by its
// weights. So the derivative is that of `r w T/B sum p_t u`, with the constant `u = J v`: where the quiz pushes the student's logits.
import {
  type Batch,
  type Feeds,
  type NamedTensors,
  type NamedVariables,
  RetortError,
  retortError,
  type Scalar,
  type Student,
  type Tensor,
  type Tensor2D,
  type Trace,
} from '@retort/kernel';
import { add, addN, assignAll, copyAll, createVariable, div, gradients, maximum, mul, scope, softmax, sqrt, square, sub, sum, zerosLike } from '@retort/tensor';
import { taskLoss } from '../objective/task-loss.ts';
import type { PlannedQuiz } from '../plan/plan.ts';
import { answerOf } from './answer.ts';
import { learnerLoss } from './learner-loss.ts';

export interface QuizInput {
  /** What is taught. */
  readonly batch: Batch;
  /** What is asked. */
  readonly questions: Batch;
  /** Traces of the fixed teachers. */
  readonly observed: readonly Trace[];
  readonly feeds: Feeds;
}

export interface Marked {
  /** `u`, float32 `[B, C]`. */
  readonly push: Tensor2D;
  /** `Q(s')`, nats. */
  readonly mark: Scalar;
}

/** Length of the move along `v` by which the difference is taken. */
const REACH = 0.01;

/** Both tensors belong to the caller. @throws KD_E_QUIZ_SECOND_ORDER */
export function holdQuiz(quiz: PlannedQuiz, input: QuizInput): Marked {
  return scope(() => {
    const { trainables, student } = quiz;
    const first = copyAll(trainables);
    try {
      const trial = gradients(() => lessonLoss(quiz, input), trainables).gradients;
      move(trainables, first, trial, -quiz.rate);
      const { value: mark, gradients: pull } = gradients(() => taskLoss(logitsOf(student.student, input.questions), input.questions), trainables);
      assignAll(trainables, first);
      const push = quiz.derivative === 'exact' ? exact(quiz, input.batch, pull) : difference(quiz, input.batch, first, pull);
      return { push, mark };
    } finally {
      assignAll(trainables, first);
    }
  });
}

/** What the teacher's own logits `[B, C]` add to its loss; its gradient by them is the derivative of the quiz's loss. */
export function lessonTerm({ rate, weight, temperature }: PlannedQuiz, logits: Tensor2D, push: Tensor2D): Scalar {
  return mul(sum(mul(softmax(div(logits, temperature)), push)), (rate * weight * temperature) / logits.shape[0]);
}

function lessonLoss({ student, teacher }: PlannedQuiz, { batch, observed, feeds }: QuizInput): Scalar {
  const traces = new Map(
    [student, teacher].map(({ name, student: model, studentTaps: taps }) => [name, model.forward(batch.inputs, { training: false, taps })]),
  );
  const answer = answerOf(student.teacher!, student.name, { observed, traces, batch, feeds });
  return learnerLoss(student, { student: traces.get(student.name)!, teacher: answer, batch, feeds, training: false }).total;
}

/** `J v` by second-order gradients: `J' w` is linear in `w`, and its derivative along `v` by `w` is `J v`. */
function exact({ student, trainables }: PlannedQuiz, batch: Batch, v: NamedTensors): Tensor2D {
  const w = createVariable(zerosLike(logitsOf(student.student, batch)));
  try {
    const along = (): Scalar => {
      const back = gradients(() => sum<Scalar>(mul(logitsOf(student.student, batch), w)), trainables).gradients;
      return addN(Object.entries(back).map(([name, gradient]) => sum<Scalar>(mul(gradient, v[name] ?? zerosLike(gradient)))));
    };
    return gradients(along, { w }).gradients.w as Tensor2D;
  } catch (cause) {
    if (RetortError.is(cause) && cause.code !== 'KD_E_TENSOR_UNCONNECTED') throw cause;
    throw retortError('KD_E_QUIZ_SECOND_ORDER', { what: `the quiz of learner "${student.name}": ${(cause as Error).message}`, cause });
  } finally {
    w.dispose();
  }
}

/** `J v` by one central difference over a move of fixed length. */
function difference({ student, trainables }: PlannedQuiz, batch: Batch, first: NamedTensors, v: NamedTensors): Tensor2D {
  const length = maximum(sqrt(addN(Object.values(v).map((part) => sum<Scalar>(square(part))))), 1e-12);
  const step = div<Scalar>(REACH, length);
  const at = (sign: number): Tensor => {
    move(trainables, first, v, mul(step, sign));
    return logitsOf(student.student, batch);
  };
  return div(sub(at(1), at(-1)), mul(step, 2));
}

function logitsOf(student: Student, { inputs }: Batch): Tensor2D {
  return student.forward(inputs, { training: false, taps: [] }).logits;
}

function move(variables: NamedVariables, from: NamedTensors, along: NamedTensors, far: number | Scalar): void {
  for (const [name, direction] of Object.entries(along)) variables[name]!.assign(add(from[name]!, mul(direction, far)));
}
