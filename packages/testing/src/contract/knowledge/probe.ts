// Runs a built knowledge on a tiny batch as a step would: the student differentiated, the teacher constant.

import type { Feeds, Knowledge, Maker, RandomStream, Scalar, Tensor, Tensor1D, Tensor2D, Variable } from '@retort/kernel';
import { cast, clone, createVariable, detach, gradients, keep, oneHot, randomStream, readAll, scope, seedTensor, tensor1d } from '@retort/tensor';
import { type HostTensor, toTensor } from '../../host-tensor.ts';
import { type BoundKnowledge, bindKnowledge, totalOf } from './bind-knowledge.ts';
import { feedsAtStart } from './feeds-at-start.ts';
import { type HostCase, sampleCount } from './host-case.ts';

export interface Probe {
  readonly loss: number;
  readonly terms: Readonly<Record<string, number>>;
  /** Gradient of each student tensor; absent where the loss does not depend on it. */
  readonly student: readonly (Float32Array | undefined)[];
  /** Gradient of each variable that the knowledge built. */
  readonly variables: Readonly<Record<string, Float32Array>>;
  /** Teacher tensors that got a gradient. */
  readonly taught: readonly number[];
  /** Gradient of the sample weights, where the loss depends on them. */
  readonly weights?: Float32Array;
}

/** A knowledge built for the shapes of a batch. `close` disposes its variables. */
export interface OpenKnowledge {
  readonly bound: BoundKnowledge;
  probe(one: HostCase): Promise<Probe>;
  close(): void;
}

export function openKnowledge(knowledge: Knowledge, maker: Maker, shapes: HostCase, seed = 1): OpenKnowledge {
  const without = (tensors: readonly HostTensor[]) => tensors.map(({ shape }) => shape.slice(1));
  const samples = sampleCount(shapes);
  const bound = bindKnowledge(knowledge, {
    student: without(shapes.student),
    teacher: without(shapes.teacher),
    classes: shapes.classes,
    samples,
    view: { ids: Int32Array.from(shapes.ids.slice(0, samples)), labels: Int32Array.from(shapes.labels.slice(0, samples)) },
    random: randomStream(seed, 'contract/knowledge'),
  });
  const steps = randomStream(seed, 'contract/step');
  return { bound, probe: (one) => probe(bound, () => feedsAtStart(knowledge, maker), one, steps), close: () => bound.dispose() };
}

/** Labels, identities and feeds of a batch; the tensors belong to the surrounding scope. */
export function sideInputs(one: HostCase, feeds: Feeds) {
  const labels = tensor1d([...one.labels], 'int32');
  return {
    labels,
    targets: cast(oneHot(labels, one.classes), 'float32') as Tensor2D,
    labelled: tensor1d(
      one.labels.map(() => 1),
      'float32',
    ),
    ids: Int32Array.from(one.ids),
    ...(one.copies === undefined ? {} : { copies: one.copies }),
    feeds,
  };
}

async function probe(bound: BoundKnowledge, feeds: () => Feeds, one: HostCase, steps: RandomStream): Promise<Probe> {
  const [students, teachers] = [one.student.map(toVariable), one.teacher.map(toVariable)];
  const weights = one.weights === undefined ? [] : [createVariable(tensor1d([...one.weights], 'float32'))];
  const made = new Map<string, Tensor>();
  try {
    const differentiated = scope(() => {
      const inputs = {
        ...sideInputs(one, feeds()),
        seed: seedTensor(steps, 0),
        ...(weights.length === 0 ? {} : { weights: weights[0] as Variable & Tensor1D }),
      };
      const { value, gradients: found } = gradients(
        () => {
          const terms = bound.terms({ student: students, teacher: teachers.map(detach), ...inputs });
          for (const [name, term] of Object.entries(terms)) made.set(`term ${name}`, keep(clone(term)));
          return totalOf(terms);
        },
        {
          ...named('student', students),
          ...named('teacher', teachers),
          ...named('weights', weights),
          ...Object.fromEntries(Object.entries(bound.variables).map(([name, v]) => [`variable ${name}`, v])),
        },
      );
      return { loss: value, ...found };
    });
    for (const [name, tensor] of Object.entries(differentiated)) made.set(name, tensor);
    return read(await readAll(Object.fromEntries(made)), one);
  } finally {
    for (const tensor of [...made.values(), ...students, ...teachers, ...weights]) tensor.dispose();
  }
}

function read(values: Readonly<Record<string, Float32Array>>, one: HostCase): Probe {
  const under = (prefix: string) =>
    Object.entries(values)
      .filter(([name]) => name.startsWith(`${prefix} `))
      .map(([name, value]) => [name.slice(prefix.length + 1), value] as const);
  return {
    loss: values.loss![0]!,
    terms: Object.fromEntries(under('term').map(([name, value]) => [name, value[0]!])),
    student: one.student.map((_, index) => values[`student ${index}`]),
    variables: Object.fromEntries(under('variable')),
    taught: under('teacher').map(([name]) => Number(name)),
    ...(values['weights 0'] === undefined ? {} : { weights: values['weights 0'] }),
  };
}

function named(prefix: string, variables: readonly Variable[]): Record<string, Variable> {
  return Object.fromEntries(variables.map((variable, index) => [`${prefix} ${index}`, variable]));
}

function toVariable(host: HostTensor): Variable {
  return createVariable(toTensor(host));
}

/** The scalars of a loss that is not differentiated, as an evaluation would run it. Belong to the surrounding scope. */
export function plainTerms(
  open: OpenKnowledge,
  feeds: Feeds,
  one: HostCase,
  student: readonly Tensor[],
  teacher: readonly Tensor[],
): Readonly<Record<string, Scalar>> {
  return open.bound.terms({ student, teacher, ...sideInputs(one, feeds) });
}
