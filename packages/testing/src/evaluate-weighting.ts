// What a weighting says of given numbers: for tests against reference values, and for the contract.
import type { Contribution, Feeds, Tensor2D, WeightingInput } from '@retort/kernel';
import { cast, clone, oneHot, randomStream, readAll, scope, seedTensor, tensor1d } from '@retort/tensor';
import { feedsAtStart } from './contract/knowledge/feeds-at-start.ts';
import { type HostTensor, toTensor } from './host-tensor.ts';
import { makerOf } from './maker-of.ts';

export interface WeightingValues {
  /** Logits `[B, C]` of each member. */
  readonly members: readonly HostTensor[];
  /** Logits of the student; the first member's when absent. */
  readonly student?: HostTensor;
  /** Class indices, -1 where absent; all absent when this is. */
  readonly labels?: readonly number[];
  readonly options?: Readonly<Record<string, unknown>>;
  /** Other contributions it needs, such as schedules. */
  readonly contributions?: readonly Contribution[];
  /** The step whose seed it draws from; no seed when absent. */
  readonly step?: number;
}

export interface Weights {
  readonly shape: readonly number[];
  /** One for each sample, or a single one where samples do not differ: the weights of the members. */
  readonly rows: readonly (readonly number[])[];
}

/** Evaluated once on the current engine. Nothing is left behind. */
export async function evaluateWeighting(contribution: Contribution<'weighting'>, values: WeightingValues): Promise<Weights> {
  const { members, options = {}, contributions = [] } = values;
  const maker = makerOf([contribution, ...contributions]);
  const weighting = maker.make('weighting', { ...options, id: contribution.id });
  const classes = members[0]!.shape[1]!;
  const built = weighting.build({ members: members.length, classes, random: randomStream(1, 'contract/weighting') });
  const said = scope(() => clone(built(weightingInput(values, feedsAtStart(weighting, maker)))));
  const width = said.shape.at(-1)!;
  try {
    const { weights } = await readAll({ weights: said });
    const rows = Array.from({ length: weights!.length / width }, (_, row) => [...weights!.subarray(row * width, (row + 1) * width)]);
    return { shape: [...said.shape], rows };
  } finally {
    said.dispose();
  }
}

/** What a weighting is told; the tensors belong to the surrounding scope. */
export function weightingInput({ members, student = members[0]!, labels, step }: WeightingValues, feeds: Feeds): WeightingInput {
  const [size, classes] = student.shape as [number, number];
  const known = labels ?? Array<number>(size).fill(-1);
  const hard = tensor1d([...known], 'int32');
  return {
    members: members.map((one) => toTensor(one) as Tensor2D),
    student: toTensor(student) as Tensor2D,
    labels: hard,
    // A label of -1 is no class: a row of zeros.
    targets: cast(oneHot(hard, classes), 'float32') as Tensor2D,
    labelled: tensor1d(known.map((label) => (label < 0 ? 0 : 1))),
    feeds,
    ...(step === undefined ? {} : { seed: seedTensor(randomStream(1, 'contract/step'), step) }),
  };
}
