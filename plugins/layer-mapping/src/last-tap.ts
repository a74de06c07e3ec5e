// The last inner tap of a model: the one nearest to the logits.
import { retortError, type TapName, type TapShapes } from '@retort/kernel';

/** The last tap that is not the logits. @throws KD_E_MAPPING_NO_TAP */
export function lastTap(taps: TapShapes, side: 'student' | 'teacher'): TapName {
  const last = [...taps.keys()].filter((tap) => tap !== 'logits').at(-1);
  if (last === undefined) throw retortError('KD_E_MAPPING_NO_TAP', { what: `the ${side}`, expected: 'a tap besides "logits"', received: 'only "logits"' });
  return last;
}
