// One tiny batch for a knowledge, as plain numbers: activations of both sides, labels, identities.
import type { Knowledge, Shape } from '@retort/kernel';
import { randomStream } from '@retort/tensor';
import { type HostTensor, mapValues, randomHost, takeRows } from '../../host-tensor.ts';

export interface HostCase {
  /** One per tap; for a response knowledge one, the logits. */
  readonly student: readonly HostTensor[];
  readonly teacher: readonly HostTensor[];
  readonly labels: readonly number[];
  readonly ids: readonly number[];
  readonly classes: number;
  /** Views of each sample: the rows are all first views, then all second ones, and so on. 1 when absent. */
  readonly copies?: number;
  /** How much each sample counts, for a knowledge that honours it; not told when absent. */
  readonly weights?: readonly number[];
}

/** Shapes of the taps of each side, without the batch axis. */
export interface CaseShapes {
  readonly student: readonly Shape[];
  readonly teacher: readonly Shape[];
}

const EVEN: Readonly<Record<string, readonly Shape[]>> = {
  response: [[4]],
  pair: [[2, 2, 3]],
  sequence: [
    [2, 2, 3],
    [1, 2, 4],
  ],
  relation: [[5]],
};
const ODD: Readonly<Record<string, readonly Shape[]>> = {
  response: [[7]],
  pair: [[5, 3, 1]],
  sequence: [
    [5, 3, 1],
    [3, 1, 2],
  ],
  relation: [[3, 1, 3]],
};

/** Equal shapes on both sides, small enough for finite differences. `odd` gives others, as unlike as the family allows. */
export function shapesFor(knowledge: Knowledge, odd = false): CaseShapes {
  const shapes = (odd ? ODD : EVEN)[knowledge.family === 'feature' ? knowledge.reads : knowledge.family]!;
  return { student: shapes, teacher: shapes };
}

/** Standard normals from the seed, for `samples` samples in `copies` views. */
export function randomCase({ student, teacher }: CaseShapes, samples: number, seed: number, copies = 1): HostCase {
  const random = randomStream(seed, 'contract');
  const rows = samples * copies;
  const fill = (side: string, shapes: readonly Shape[]) => shapes.map((shape, index) => randomHost(random.child(`${side}/${index}`), rows, shape));
  const classes = Math.max(2, student[0]!.length === 1 ? student[0]![0]! : 2);
  const ids = Array.from({ length: rows }, (_, row) => row % samples);
  const several = copies === 1 ? {} : { copies };
  return { student: fill('student', student), teacher: fill('teacher', teacher), labels: ids.map((id) => id % classes), ids, classes, ...several };
}

/** Samples, not rows. */
export function sampleCount({ ids, copies = 1 }: HostCase): number {
  return ids.length / copies;
}

/** The samples in another order, or repeated, in each of their views: activations, labels and identities alike. */
export function takeSamples(one: HostCase, samples: readonly number[]): HostCase {
  const rows = Array.from({ length: one.copies ?? 1 }, (_, copy) => samples.map((sample) => copy * sampleCount(one) + sample)).flat();
  const take = (tensors: readonly HostTensor[]) => tensors.map((tensor) => takeRows(tensor, rows));
  return {
    ...one,
    student: take(one.student),
    teacher: take(one.teacher),
    labels: rows.map((row) => one.labels[row]!),
    ids: rows.map((row) => one.ids[row]!),
  };
}

/** Every value of a side, or of both, replaced. */
export function mapSides(one: HostCase, sides: readonly ('student' | 'teacher')[], change: (value: number, index: number, side: string) => number): HostCase {
  const changed = sides.map((side) => [side, one[side].map((tensor) => mapValues(tensor, (value, index) => change(value, index, side)))]);
  return { ...one, ...Object.fromEntries(changed) };
}
