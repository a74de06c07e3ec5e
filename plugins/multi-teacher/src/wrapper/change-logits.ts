// A teacher whose logits are not those of the one inside. Its other taps are.
import type { Batch, Teacher, Tensor2D, Trace } from '@retort/kernel';
import { clone, scope } from '@retort/tensor';

/** Owns the inner teacher. `change` makes new logits of one's own; it is called in a scope, outside every tape. */
export function changeLogits(inner: Teacher, change: (logits: Tensor2D, batch: Batch) => Tensor2D): Teacher {
  return {
    ...likeTeacher(inner),
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

/** What a wrapper takes over: taps, shapes, classes. Not a committee: whoever asks must ask the wrapper. */
export function likeTeacher(inner: Teacher): Omit<Teacher, 'observe'> {
  return {
    taps: inner.taps,
    ...(inner.layers === undefined ? {} : { layers: inner.layers }),
    classes: inner.classes,
    shapeOf: (tap) => inner.shapeOf(tap),
    ...(inner.covers === undefined ? {} : { covers: inner.covers }),
    dispose: () => inner.dispose(),
  };
}

/** The trace with other logits, in tensors of its own. */
export function withLogits({ taps }: Trace, logits: Tensor2D): Trace {
  return { logits, taps: Object.fromEntries(Object.entries(taps).map(([name, tap]) => [name, clone(name === 'logits' ? logits : tap)])) };
}

export function disposeTrace({ logits, taps }: Trace): void {
  for (const tensor of new Set([logits, ...Object.values(taps)])) tensor.dispose();
}
