// What a knowledge may claim to be unmoved by. Each changes a batch in a way that must leave the loss as it is.
import { type HostTensor, takeRows } from '../../host-tensor.ts';
import { type HostCase, mapSides, sampleCount, takeSamples } from './host-case.ts';

const SHIFT = 1.7;

const byName = {
  /** The samples in another order. */
  'batch-permutation': (one: HostCase) => takeSamples(one, samplesOf(one).reverse()),
  /** Every sample twice: for losses that are means over the batch. */
  'batch-duplication': (one: HostCase) => takeSamples(one, [...samplesOf(one), ...samplesOf(one)]),
  /** The classes (or channels) in another order, on both sides. */
  'class-permutation': (one: HostCase) => bothSides(one, reverseLast),
  /** A constant of its own added to each sample's logits. */
  'logit-shift': (one: HostCase) => bothSides(one, shiftRows),
  /** The student's values times a positive constant. */
  'student-scale': (one: HostCase) => mapSides(one, ['student'], (value) => value * SHIFT),
  /** One vector added to all of the student's samples. */
  'student-translation': (one: HostCase) => ({ ...one, student: one.student.map(translate) }),
  /** The student's flattened vectors turned in the plane of their first two axes. */
  'student-rotation': (one: HostCase) => ({ ...one, student: one.student.map(rotate) }),
} satisfies Record<string, (one: HostCase) => HostCase>;

export type Invariance = keyof typeof byName;

export function applyInvariance(name: Invariance, one: HostCase): HostCase {
  return byName[name](one);
}

const samplesOf = (one: HostCase): number[] => [...Array(sampleCount(one)).keys()];

function bothSides(one: HostCase, change: (tensor: HostTensor) => HostTensor): HostCase {
  return { ...one, student: one.student.map(change), teacher: one.teacher.map(change) };
}

function reverseLast({ shape, data }: HostTensor): HostTensor {
  const last = shape.at(-1)!;
  return { shape, data: data.map((_, index) => data[index - (index % last) + (last - 1 - (index % last))]!) };
}

function shiftRows({ shape, data }: HostTensor): HostTensor {
  const width = data.length / shape[0]!;
  return { shape, data: data.map((value, index) => value + SHIFT * (1 + Math.floor(index / width))) };
}

function translate({ shape, data }: HostTensor): HostTensor {
  const width = data.length / shape[0]!;
  return { shape, data: data.map((value, index) => value + SHIFT * Math.cos(index % width)) };
}

function rotate(tensor: HostTensor): HostTensor {
  const width = tensor.data.length / tensor.shape[0]!;
  const { shape, data } = takeRows(tensor, [...Array(tensor.shape[0]!).keys()]);
  const [cos, sin] = [Math.cos(SHIFT), Math.sin(SHIFT)];
  for (let at = 0; at < data.length && width > 1; at += width) {
    const [x, y] = [data[at]!, data[at + 1]!];
    data[at] = cos * x - sin * y;
    data[at + 1] = sin * x + cos * y;
  }
  return { shape, data };
}
