// A teacher whose logits are not those of the one inside. Its other taps are.
import { type Batch, likeTeacher, prepareInner, type Teacher, type Tensor2D, type Trace } from '@retort/kernel';
import { clone, scope } from '@retort/tensor';

/**
 * Owns the inner teacher. `change` makes new logits of one's own; it is called in a scope, outside every tape.
 *
 * @param named - the change, with all that it depends on.
 */
export function changeLogits(inner: Teacher, named: string, change: (logits: Tensor2D, batch: Batch) => Tensor2D): Teacher {
  return {
    ...likeTeacher(inner, named),
    ...prepareInner(inner),
    async observe(batch, taps) {
      const trace = await inner.observe(batch, taps);
      try {
        return scope(() => withLogits(trace, change(trace.logits, batch)));
      } finally {
        disposeTrace(trace);
      }
    },
  };
}

/** The trace with other logits, in tensors of its own. */
export function withLogits({ taps }: Trace, logits: Tensor2D): Trace {
  return { logits, taps: Object.fromEntries(Object.entries(taps).map(([name, tap]) => [name, clone(name === 'logits' ? logits : tap)])) };
}

export function disposeTrace({ logits, taps }: Trace): void {
  for (const tensor of new Set([logits, ...Object.values(taps)])) tensor.dispose();
}
