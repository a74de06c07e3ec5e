// A teacher that knows some classes only, as one of all classes: it says of the others that they are out of the question.
import { likeTeacher, prepareInner, type TapName, type Teacher, type Tensor2D, type Trace } from '@retort/kernel';
import { concat, fill, gather, scope, tensor1d } from '@retort/tensor';

/** The logit of a class that it does not know: its probability is 0 at any temperature in use. */
const UNKNOWN = -1e9;

/**
 * Logits `[B, k]` of the member become `[B, C]`: its own at the classes it covers, -1e9 elsewhere. So does the tap `logits`; the
 * other taps are the member's. Owns the member.
 *
 * @param covers - the member's class `i` is class `covers[i]`.
 * @param classes - `C`.
 */
export function specialistTeacher(member: Teacher, covers: readonly number[], classes: number): Teacher {
  const places = Array.from({ length: classes }, (_, index) => (covers.includes(index) ? covers.indexOf(index) : covers.length));

  /** float32 `[B, C]`, the caller's. */
  const widen = (logits: Tensor2D): Tensor2D =>
    scope(() => {
      const unknown = fill([logits.shape[0], 1], UNKNOWN) as Tensor2D;
      return gather(concat([logits, unknown], 1), tensor1d(places, 'int32'), 1) as Tensor2D;
    });

  const inner = (taps: readonly TapName[]): readonly TapName[] => taps.filter((tap) => tap !== 'logits');

  return {
    ...likeTeacher(member, `specialist ${covers.join()} of ${classes}`),
    ...prepareInner(member, inner),
    classes,
    covers,
    ...(member.digest === undefined ? {} : { digest: async () => `specialist ${covers.join(' ')} of ${classes} (${await member.digest!()})` }),
    ...(member.check === undefined ? {} : { check: (demand) => member.check!(demand) }),
    ...(member.parameters === undefined ? {} : { parameters: member.parameters }),
    shapeOf: (tap) => (tap === 'logits' ? [classes] : member.shapeOf(tap)),
    async observe(batch, taps): Promise<Trace> {
      const said = await member.observe(batch, inner(taps));
      try {
        const logits = widen(said.logits);
        return { logits, taps: taps.includes('logits') ? { ...said.taps, logits } : said.taps };
      } finally {
        said.logits.dispose();
      }
    },
  };
}
