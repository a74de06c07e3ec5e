// A teacher that costs nothing: its logits are numbers that are there already.
import { retortError, type Teacher } from '@retort/kernel';
import { tensor2d } from '@retort/tensor';

/** @param logits - float32 `[samples, classes]`, by the identity of a sample */
export function givenTeacher(logits: Float32Array, classes: number): Teacher {
  return {
    taps: ['logits'],
    classes,
    shapeOf(tap) {
      if (tap === 'logits') return [classes];
      throw retortError('KD_E_TAP_UNKNOWN', { what: 'a tap of a teacher that gives logits only', expected: '"logits"', received: `"${tap}"` });
    },
    observe({ ids, size }) {
      const values = new Float32Array(size * classes);
      ids.forEach((id, row) => {
        values.set(logits.subarray(id * classes, (id + 1) * classes), row * classes);
      });
      return { logits: tensor2d(values, [size, classes]), taps: {} };
    },
    dispose: () => undefined,
  };
}
