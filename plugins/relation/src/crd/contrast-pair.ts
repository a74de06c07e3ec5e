// Both directions of the contrast for one mapped pair, with the memories that they read and write.
import type { RandomStream, Scalar, Tensor, Tensor1D, Tensor2D, Variable } from '@retort/kernel';
import { add, concat, createVariable, div, gather, l2Normalise, matMul, mul, reshape, seedTensor, slice, sub, sum, tensor1d, zeros } from '@retort/tensor';
import type { z } from 'zod';
import type { EmbeddedPair } from '../embedding/embed-pairs.ts';
import type { Rows } from '../rows.ts';
import type { BankIndex } from './bank-index.ts';
import { contrastLoss, logNormaliserOf, type Scores } from './contrast-loss.ts';
import type { CrdOptions } from './crd-options.ts';
import { createBank, remember } from './memory-bank.ts';
import { drawNegatives, drawPositives, weightOfRows } from './negatives.ts';
import { pick } from './pick.ts';

export interface ContrastPair {
  readonly state: Readonly<Record<'student-bank' | 'teacher-bank' | 'normalisers', Variable>>;
  /** Without a seed nothing is remembered, and the draws are always the same. */
  loss(rows: Rows, ids: Int32Array, seed: Tensor1D | undefined): Scalar;
}

/** The caller owns the state. */
export function createContrastPair(embedding: EmbeddedPair, index: BankIndex, random: RandomStream, options: z.output<typeof CrdOptions>): ContrastPair {
  const { negatives, temperature, momentum, embedding: width } = options;
  const noise = { negatives, rows: index.rows };
  const draw = firstDraw(random);
  const students = createBank(random.child('student-bank'), index.rows, width);
  const teachers = createBank(random.child('teacher-bank'), index.rows, width);
  /** Whether they are set, then log Z of the student and of the teacher as the anchor. */
  const normalisers = createVariable(zeros([3]), false);

  return {
    state: { 'student-bank': students, 'teacher-bank': teachers, normalisers },
    loss({ student, teacher }, ids, seed) {
      const places = index.placesOf(ids);
      const drawn = seed ?? seedTensor(random, 0);
      const ownRows = tensor1d(Int32Array.from(places, ({ row }) => row));
      const positives = options.positives === 'exact' ? ownRows : flat(drawPositives(places, drawn, draw + 1));
      const sampled = index.rows > negatives ? drawNegatives(places, index.rows, negatives, drawn, draw) : undefined;
      const weights = sampled === undefined ? { weights: weightOfRows(places, index.rows, negatives) } : {};
      const score = (anchors: Tensor2D, bank: Variable): Scores => {
        const scaled = div(anchors, temperature);
        const all = matMul<Tensor2D>(scaled, bank as Tensor2D, false, true);
        const positive: Tensor1D = sum(mul(scaled, gather(bank, positives)), 1);
        return { positive, negative: sampled === undefined ? all : pick(all, sampled), ...weights };
      };

      const own = l2Normalise(embedding.student.apply(student), 1);
      const other = l2Normalise(embedding.teacher.apply(teacher), 1);
      const scores = [score(own, teachers), score(other, students)] as const;
      const set = settle(normalisers, scores, noise);
      const loss: Scalar = add(contrastLoss(scores[0], at(set, 1), noise), contrastLoss(scores[1], at(set, 2), noise));
      if (seed !== undefined) {
        const rows = places.map(({ row }) => row);
        normalisers.assign(set);
        remember(students, own, rows, momentum);
        remember(teachers, other, rows, momentum);
      }
      return loss;
    },
  };
}

/** The normalisers as they were set at the first step, or what this batch sets them to. */
function settle(normalisers: Variable, scores: readonly Scores[], noise: Parameters<typeof logNormaliserOf>[1]): Tensor1D {
  const fresh = scores.map((one) => flat(logNormaliserOf(one, noise)));
  const isSet = slice(normalisers, [0], [1]);
  return add(mul(normalisers, isSet), mul(concat([tensor1d([1]), ...fresh]), sub(1, isSet)));
}

function flat(x: Tensor): Tensor1D {
  return reshape(x, [x.size]);
}

function at(vector: Tensor1D, place: number) {
  return reshape(slice(vector, [place], [1]), []);
}

/** Which draws of a step are this pair's: two numbers of its own, above those that a model's layers count up from 0. */
function firstDraw(random: RandomStream): number {
  return 2 ** 31 + 2 * (random.at(0).bits(0) >>> 2);
}
