// Average pooling of the student's map, to the teacher's map size or to a vector. Nothing is trained.
import { defineConnector, type Tensor4D } from '@retort/kernel';
import { adaptiveAveragePool, mean } from '@retort/tensor';
import { isSpatiallyLarger } from './advise.ts';
import { refuse } from './refuse.ts';

/**
 * `[B, h, w, c]` -> `[B, h', w', c]` by adaptive average pooling where the teacher has a map, or -> `[B, c]` by the mean
 * over the map where it has a vector. The channels must agree, and the student's map may not be the smaller one.
 */
export const pooling = defineConnector({
  id: 'pooling',
  summary: "average pooling of the student's map to the teacher's size, or to a vector",
  create: () => ({
    build(build) {
      const { student, teacher } = build;
      if (student.length !== 3) throw refuse('pooling', build, 'a student map [h, w, c]');
      if (teacher.length !== 3 && teacher.length !== 1) throw refuse('pooling', build, 'a teacher map [h, w, c] or vector [c]');
      if (student[2] !== teacher.at(-1)) throw refuse('pooling', build, 'equally many channels');
      if (teacher.length === 1) return { shape: teacher, apply: (x) => mean(x, [1, 2]) };
      if (isSpatiallyLarger(teacher, student)) throw refuse('pooling', build, 'a student map at least as high and wide as the teacher map');
      const [height, width] = teacher as [number, number];
      return { shape: teacher, apply: (x) => adaptiveAveragePool(x as Tensor4D, [height, width]) };
    },
  }),
});
