// A knowledge with modules of its own, opened for a test: its variables can be set, and steps can be taken.
import type { BuiltKnowledge, Contribution, FeaturePairInput, FeatureSequenceInput, KnowledgeBuild, NamedTensors, Scalar } from '@retort/kernel';
import { addN, createVariable, gradients, mul, randomStream, readAll, scope, sub, tensor } from '@retort/tensor';
import { type HostTensor, makerOf, toTensor } from '@retort/testing';

export interface Sides {
  readonly student: readonly HostTensor[];
  readonly teacher: readonly HostTensor[];
}

export interface Differentiated {
  readonly loss: number;
  /** Of every variable that the loss depends on, and of each student tensor as `student 0`, ... */
  readonly gradients: Readonly<Record<string, Float32Array>>;
}

export interface Opened {
  readonly variables: NonNullable<BuiltKnowledge<never>['variables']>;
  readonly state: Opened['variables'];
  /** Of a variable or of the state. */
  set(name: string, values: readonly number[]): void;
  differentiate(sides: Sides): Promise<Differentiated>;
  /** One step of gradient descent over the variables. */
  step(sides: Sides, rate: number): void;
  close(): void;
}

type Reader = {
  readonly variables: Opened['variables'];
  readonly state: Opened['variables'];
  loss(sides: { student: readonly TensorLike[]; teacher: readonly TensorLike[] }): Scalar;
};
type TensorLike = FeaturePairInput['student'];

export function openFeature(
  contribution: Contribution<'knowledge'>,
  sides: Sides,
  options: Readonly<Record<string, unknown>> = {},
  phase?: KnowledgeBuild['phase'],
): Opened {
  const reader = read(contribution, sides, { options, phase });
  const run = (given: Sides): NamedTensors => {
    const students = given.student.map((host) => createVariable(toTensor(host)));
    try {
      return scope(() => {
        const teacher = given.teacher.map(toTensor);
        const named = Object.fromEntries(students.map((student, index) => [`student ${index}`, student]));
        const { value, gradients: found } = gradients(() => reader.loss({ student: students, teacher }), { ...reader.variables, ...named });
        return { ...found, 'the loss': value };
      });
    } finally {
      for (const student of students) student.dispose();
    }
  };
  return {
    variables: reader.variables,
    state: reader.state,
    set(name, values) {
      const variable = { ...reader.variables, ...reader.state }[name]!;
      scope(() => variable.assign(tensor([...values], variable.shape, 'float32')));
    },
    async differentiate(given) {
      const made = run(given);
      const { 'the loss': loss, ...found } = await readAll(made);
      for (const one of Object.values(made)) one.dispose();
      return { loss: loss![0]!, gradients: found };
    },
    step(given, rate) {
      const made = run(given);
      scope(() => {
        for (const [name, variable] of Object.entries(reader.variables)) if (made[name] !== undefined) variable.assign(sub(variable, mul(made[name], rate)));
      });
      for (const one of Object.values(made)) one.dispose();
    },
    close() {
      for (const variable of Object.values({ ...reader.variables, ...reader.state })) variable.dispose();
    },
  };
}

interface Way {
  readonly options: Readonly<Record<string, unknown>>;
  readonly phase: KnowledgeBuild['phase'];
}

function read(contribution: Contribution<'knowledge'>, sides: Sides, { options, phase }: Way): Reader {
  const knowledge = makerOf([contribution]).make('knowledge', { ...options, id: contribution.id });
  const shapes = (hosts: readonly HostTensor[]) => hosts.map(({ shape }) => shape.slice(1));
  const several = { student: shapes(sides.student), teacher: shapes(sides.teacher), classes: 2, samples: 8, random: randomStream(1, 'test') };
  const build: KnowledgeBuild = phase === undefined ? several : { ...several, phase };
  if (knowledge.family !== 'feature') throw new Error(`"${contribution.id}" is not a feature knowledge`);
  if (knowledge.reads === 'sequence') {
    const built = knowledge.build(build);
    return { variables: built.variables ?? {}, state: built.state ?? {}, loss: ({ student, teacher }) => total([sequence(built, student, teacher)]) };
  }
  const built = knowledge.build(build);
  return {
    variables: built.variables ?? {},
    state: built.state ?? {},
    loss: ({ student, teacher }) =>
      total(student.map((own, index) => built.loss({ student: own, teacher: teacher[index]!, index, count: student.length, feeds: {} }))),
  };
}

function sequence(built: BuiltKnowledge<FeatureSequenceInput>, student: readonly TensorLike[], teacher: readonly TensorLike[]) {
  return built.loss({ student, teacher, feeds: {} });
}

function total(terms: readonly Readonly<Record<string, Scalar>>[]): Scalar {
  return addN(terms.flatMap((one) => Object.values(one)));
}
