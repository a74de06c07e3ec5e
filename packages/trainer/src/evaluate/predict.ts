// Logits of a model over a whole table of samples, on the host. Inference mode; nothing is trained.

import { disposeBatch, evaluationBatches } from '@retort/data';
import type { Batch, Samples, Shape, Student, Teacher, Tensor2D } from '@retort/kernel';

/** Answers a batch with logits `[B, C]` that the caller disposes. */
export type Predictor = (batch: Batch) => Tensor2D | Promise<Tensor2D>;

/** A model by itself, dropout off. */
export function forward(student: Student): Predictor {
  return ({ inputs }) => student.forward(inputs, { training: false, taps: [] }).logits;
}

/** A teacher as it answers. */
export function answers(teacher: Teacher): Predictor {
  return async (batch) => (await teacher.observe(batch, [])).logits;
}

/** Row-major float32 `[size, classes]`. */
export async function predictLogits(predict: Predictor, samples: Samples, shape: Shape, classes: number, batch = 256): Promise<Float32Array> {
  const all = new Float32Array(samples.size * classes);
  let row = 0;
  for await (const item of evaluationBatches(samples, { shape, classes, batch })) {
    try {
      const logits = await predict(item);
      try {
        all.set((await logits.data()) as Float32Array, row * classes);
      } finally {
        logits.dispose();
      }
      row += item.size;
    } finally {
      disposeBatch(item);
    }
  }
  return all;
}
