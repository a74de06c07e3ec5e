// One case of a fixture: the loss and its gradients on the current engine, against the values of the reference.
import { type KnowledgeBuild, type Maker, type NamedTensors, type NamedVariables, retortError, type Tensor, type Tensor2D } from '@retort/kernel';
import { cast, createVariable, gradients, oneHot, randomStream, readAll, scope, seedTensor, tensor, tensor1d, zeros } from '@retort/tensor';
import { type BoundKnowledge, bindKnowledge, totalOf } from './bind-knowledge.ts';
import { feedsAtStart } from './feeds-at-start.ts';
import type { FixtureCase, FixtureTensor } from './fixture.ts';
import { impliedOptions } from './implied-options.ts';
import { ownOptions } from './method-facts.ts';
import { setParameters, toFixtureLayout } from './parameters.ts';
import { relativeError } from './relative-error.ts';

export interface CaseErrors {
  readonly lossError: number;
  /** Over all student tensors and parameters, each on its own scale; the largest. */
  readonly gradientError: number;
}

/** Leaves no tensor behind, also when it throws. */
export async function evaluateCase(maker: Maker, one: FixtureCase): Promise<CaseErrors> {
  const options = { ...impliedOptions(one), ...ownOptions(one.method, one.options) };
  const knowledge = maker.make('knowledge', { ...options, id: one.method }, `case of "${one.method}"`);
  const bound = bindKnowledge(knowledge, buildOf(one));
  const students: Record<string, ReturnType<typeof createVariable>> = {};
  try {
    setParameters(bound.variables, one.parameters);
    one.student.forEach((values, index) => {
      students[`student ${index}`] = createVariable(toTensor(values));
    });
    const made = differentiate(maker, one, bound, students, knowledge);
    try {
      return compare(one, await readAll(made));
    } finally {
      for (const tensor of Object.values(made)) tensor.dispose();
    }
  } finally {
    for (const variable of Object.values(students)) variable.dispose();
    bound.dispose();
  }
}

/** The loss as `loss`, and the gradients by name; absent where there is none. The caller disposes them. */
function differentiate(
  maker: Maker,
  one: FixtureCase,
  bound: BoundKnowledge,
  students: NamedVariables,
  knowledge: Parameters<typeof feedsAtStart>[0],
): NamedTensors {
  return scope(() => {
    const teacher = one.teacher.map(toTensor);
    const labels = labelsOf(one);
    const feeds = feedsAtStart(knowledge, maker);
    const seed = seedTensor(randomStream(0, 'conformance/step'), 0);
    const parameters = Object.fromEntries(Object.entries(bound.variables).map(([name, variable]) => [`parameter ${name}`, variable]));
    const { value, gradients: found } = gradients(() => totalOf(bound.terms({ student: Object.values(students), teacher, ...labels, feeds, seed })), {
      ...students,
      ...parameters,
    });
    const laidOut = Object.entries(found).map(([name, gradient]) => [name, name.startsWith('parameter ') ? toFixtureLayout(gradient) : gradient]);
    return { loss: value, ...Object.fromEntries(laidOut) };
  });
}

function compare(one: FixtureCase, read: Readonly<Record<string, Float32Array>>): CaseErrors {
  const expected = [
    ...one.studentGradient.map((values, index) => [`student ${index}`, values] as const),
    ...Object.entries(one.parameterGradient).map(([name, values]) => [`parameter ${name}`, values] as const),
  ];
  const errors = expected.map(([name, values]) => {
    const gradient = read[name];
    if (gradient === undefined)
      throw retortError('KD_E_CONFORMANCE_CASE', { what: `the gradient of ${name}`, expected: 'a gradient', received: 'none: the loss does not depend on it' });
    return relativeError(gradient, values.data);
  });
  return { lossError: relativeError(read.loss!, [one.loss]), gradientError: errors.includes(Number.NaN) ? Number.NaN : Math.max(...errors) };
}

function buildOf(one: FixtureCase): KnowledgeBuild {
  const shapes = (tensors: readonly FixtureTensor[]) => tensors.map(({ shape }) => shape.slice(1));
  return {
    student: shapes(one.student),
    teacher: shapes(one.teacher),
    classes: classesOf(one),
    samples: one.student[0]!.shape[0]!,
    random: randomStream(0, 'conformance'),
  };
}

/** The width of the logits; for maps, as many as the labels need. */
function classesOf({ student, labels }: FixtureCase): number {
  const width = student[0]!.shape.length === 2 ? student[0]!.shape[1]! : 1;
  return Math.max(width, ...(labels ?? []).map((label) => label + 1));
}

function labelsOf(one: FixtureCase) {
  const size = one.student[0]!.shape[0]!;
  const classes = classesOf(one);
  const { labels } = one;
  return {
    ids: Int32Array.from({ length: size }, (_, index) => index),
    labels: tensor1d(labels ?? Array<number>(size).fill(-1), 'int32'),
    labelled: tensor1d(Array<number>(size).fill(labels === undefined ? 0 : 1), 'float32'),
    targets: (labels === undefined ? zeros([size, classes]) : cast(oneHot(tensor1d(labels, 'int32'), classes), 'float32')) as Tensor2D,
  };
}

function toTensor({ shape, data }: FixtureTensor): Tensor {
  return tensor(data, shape, 'float32');
}
