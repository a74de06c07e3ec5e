// Several teachers as one: what it answers by itself, for evaluation and agreement. During training a plan asks the members and
// lets each objective hear them (loop/answer.ts).
import {
  type Batch,
  checkId,
  type Maker,
  type MergeSpec,
  type RandomStream,
  type Scalar,
  type Schedule,
  type TapName,
  type Teacher,
  type Tensor,
  type Trace,
} from '@retort/kernel';
import { addN, div, scalar, scope, zerosLike } from '@retort/tensor';
import { type PlannedMerge, planMerge } from '../plan/plan-merge.ts';
import { committeeDigest } from './committee-digest.ts';
import { committeeTaps, splitTap } from './committee-taps.ts';
import { mergeLogits } from './merge-logits.ts';

const START = { step: 0, epoch: 0, stepsPerEpoch: 1, steps: 1, progress: 0 };

/**
 * Owns the members. Its own answer knows no label, no student and no step: the weighting is told that every label is absent, that
 * the student says the mean of what the members say, and what its feeds are at the start.
 *
 * @throws KD_E_PLAN_COMMITTEE, KD_E_PLAN_CLASSES, KD_E_ID_INVALID
 */
export function committeeTeacher(members: Readonly<Record<string, Teacher>>, merge: MergeSpec, maker: Maker, random: RandomStream): Teacher {
  const names = Object.keys(members).map((name) => checkId(name, 'name of a member of a committee'));
  const teachers = Object.values(members);
  const feeds = new Map<string, Scalar>();
  const feed = (local: string, value: number | Schedule): string => {
    feeds.set(local, scalar(typeof value === 'number' ? value : value.at(START), 'float32'));
    return local;
  };
  const release = (): void => {
    for (const tensor of feeds.values()) tensor.dispose();
  };
  let planned: PlannedMerge;
  try {
    planned = planMerge(merge, teachers, { maker, random, where: 'the committee', feed });
  } catch (error) {
    release();
    throw error;
  }

  const tapsOf = (index: number, taps: readonly TapName[]): readonly TapName[] =>
    taps
      .map(splitTap)
      .filter(({ member }) => member === names[index])
      .map(({ inner }) => inner);

  async function observe(batch: Batch, taps: readonly TapName[]): Promise<Trace> {
    const traces: Trace[] = [];
    try {
      for (const [index, teacher] of teachers.entries()) traces.push(await teacher.observe(batch, tapsOf(index, taps)));
      return scope(() => {
        const all = traces.map(({ logits }) => logits);
        const unknown = { targets: zerosLike(batch.targets), labelled: zerosLike(batch.labelled) };
        const student = div<Trace['logits']>(addN(all), all.length);
        const weights = planned.weigh({ members: all, student, labels: batch.labels, ...unknown, feeds: Object.fromEntries(feeds) });
        const logits = mergeLogits(all, weights, planned).clone();
        const tapOf = (tap: TapName): Tensor => {
          const { member, inner } = splitTap(tap);
          return (member === undefined ? logits : traces[names.indexOf(member)]!.taps[inner]!).clone();
        };
        return { logits, taps: Object.fromEntries(taps.map((tap) => [tap, tapOf(tap)])) };
      });
    } finally {
      for (const { logits, taps: own } of traces) for (const tensor of new Set([logits, ...Object.values(own)])) tensor.dispose();
    }
  }

  async function prepare(batch: Batch, taps: readonly TapName[]): Promise<void> {
    for (const [index, teacher] of teachers.entries()) await teacher.prepare?.(batch, tapsOf(index, taps));
  }

  const tapped = committeeTaps(members);
  return {
    ...tapped,
    committee: { members, merge },
    ...committeeDigest(members, merge, random),
    parameters: teachers.reduce((total, { parameters = 0 }) => total + parameters, 0),
    observe,
    ...(teachers.some(({ prepare }) => prepare !== undefined) ? { prepare } : {}),
    dispose() {
      planned.dispose();
      release();
      for (const teacher of teachers) teacher.dispose();
    },
  };
}
