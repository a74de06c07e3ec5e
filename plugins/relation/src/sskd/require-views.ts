// What compares the views of a sample refuses a batch of one view, and says how to get several.
import { retortError } from '@retort/kernel';

/** How many views there are, two at least. @throws KD_E_KNOWLEDGE_VIEWS */
export function requireViews(id: string, copies = 1): number {
  if (copies > 1) return copies;
  throw retortError('KD_E_KNOWLEDGE_VIEWS', {
    what: `the batch of "${id}"`,
    expected: 'several views of each sample',
    received: 'one',
    action: 'Put `rotations` into `augment` of the training.',
  });
}
