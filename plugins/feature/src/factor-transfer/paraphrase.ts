// The modules of factor transfer for one mapped pair: the paraphraser that makes a factor of the teacher's map, and the translator
// that makes one of the student's.
import type { KnowledgeBuild, Tensor, Variable } from '@retort/kernel';
import { prefixed } from '../module/prefixed.ts';
import { leakyStack } from './leaky-stack.ts';

type Variables = Readonly<Record<string, Variable>>;

export interface Paraphrase {
  /** `paraphraser/encoder/*` and `paraphraser/decoder/*`. */
  readonly paraphraser: Variables;
  /** `translator/*`. */
  readonly translator: Variables;
  /** The teacher's map -> its factor, `[B, h, w, k]`. */
  encode(teacher: Tensor): Tensor;
  /** A factor -> the teacher's map again. */
  decode(factor: Tensor): Tensor;
  /** The student's map -> its factor, `[B, h', w', k]`. */
  translate(student: Tensor): Tensor;
}

/**
 * Encoder `c_t, c_t, k, k`, decoder `k, k, c_t, c_t`, translator `c_s, c_s, k, k`, with `k = floor(rate c_t)`, 1 at least. The published
 * decoder is of transposed convolutions of stride 1: each is the convolution with its kernel turned by 180 degrees, so the two are the same
 * functions. The translator has batch norm, the paraphraser has none, as RepDistiller has it.
 */
export function paraphrase({ student, teacher, random }: KnowledgeBuild, index: number, rate: number): Paraphrase {
  const [own, other] = [student[index]![2]!, teacher[index]![2]!];
  const factor = Math.max(1, Math.floor(rate * other));
  const stream = random.child(`pair${index}`);
  const encoder = leakyStack({ random: stream.child('encoder'), channels: [other, other, factor, factor], norm: false });
  const decoder = leakyStack({ random: stream.child('decoder'), channels: [factor, factor, other, other], norm: false });
  const translator = leakyStack({ random: stream.child('translator'), channels: [own, own, factor, factor], norm: true });
  return {
    paraphraser: prefixed({ 'paraphraser/encoder': encoder.variables, 'paraphraser/decoder': decoder.variables }),
    translator: prefixed({ translator: translator.variables }),
    encode: encoder.apply,
    decode: decoder.apply,
    translate: translator.apply,
  };
}
