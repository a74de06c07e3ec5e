// Inputs whose losses were computed in double precision outside this project's code, and compared with the public PyTorch
// implementations. Every method of the field is worth checking on the same numbers.
import { fromRows, type HostTensor } from '../host-tensor.ts';

/** 3 samples, 4 classes. */
export const studentLogits: readonly (readonly number[])[] = [
  [1, 2, 3, -1],
  [0.5, -1, 2, 0],
  [2, 0, -0.5, 1],
];
export const teacherLogits: readonly (readonly number[])[] = [
  [2, 1, 4, -2],
  [0, -0.5, 3, 1],
  [3, 1, -1, 0.5],
];

/** 4 samples, 3 features. */
export const studentVectors: readonly (readonly number[])[] = [
  [1, 0, 2],
  [0, 1, 1],
  [2, -1, 0],
  [1, 1, 1],
];
export const teacherVectors: readonly (readonly number[])[] = [
  [2, 1, 1],
  [0, 2, 1],
  [1, -1, 1],
  [0, 1, 2],
];

/** `[2, 2, 2, 2]`, channels last, of values given in channels-first order. */
export const studentMap = channelsLast((k) => (k - 6) / 4);
export const teacherMap = channelsLast((k) => (((7 * k) % 11) - 4) / 3);

export const logitsPair = { student: [fromRows(studentLogits)], teacher: [fromRows(teacherLogits)] } as const;
export const vectorsPair = { student: [fromRows(studentVectors)], teacher: [fromRows(teacherVectors)] } as const;
export const mapsPair = { student: [studentMap], teacher: [teacherMap] } as const;

function channelsLast(value: (k: number) => number): HostTensor {
  const data = new Float32Array(16);
  for (let k = 0; k < 16; k++) {
    const [sample, channel, row, column] = [k >> 3, (k >> 2) & 1, (k >> 1) & 1, k & 1];
    data[sample * 8 + row * 4 + column * 2 + channel] = value(k);
  }
  return { shape: [2, 2, 2, 2], data };
}
