// How many views of each sample a list of augmentations makes.
import { type Augmentation, retortError } from '@retort/kernel';

/** That of the one augmentation that makes several; 1 where none does. @throws KD_E_DATA_AUGMENT where two do. */
export function copiesOf(augment: readonly Augmentation[]): number {
  const several = augment.filter(({ copies = 1 }) => copies !== 1);
  if (several.length > 1) {
    throw retortError('KD_E_DATA_AUGMENT', {
      what: 'the augmentations',
      expected: 'one at most that makes several views of a sample',
      received: several.map(({ view }) => view).join(' and '),
      action: 'Leave one of them out.',
    });
  }
  const [{ view, copies = 1 } = { view: '', copies: 1 }] = several;
  if (Number.isInteger(copies) && copies >= 1) return copies;
  throw retortError('KD_E_DATA_AUGMENT', { what: `the copies of augmentation ${view}`, expected: 'a whole number above 0', received: `${copies}` });
}
