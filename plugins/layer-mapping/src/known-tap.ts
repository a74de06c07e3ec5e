// Looks a tap up on one side, or refuses it with the nearest names.
import { expectedName, retortError, type TapName, type TapShapes } from '@retort/kernel';

/** The tap itself. @throws KD_E_TAP_UNKNOWN */
export function knownTap(tap: TapName, taps: TapShapes, side: 'student' | 'teacher'): TapName {
  if (taps.has(tap)) return tap;
  throw retortError('KD_E_TAP_UNKNOWN', { what: `a tap of the ${side} in a mapping`, expected: expectedName(tap, taps.keys()), received: `"${tap}"` });
}
