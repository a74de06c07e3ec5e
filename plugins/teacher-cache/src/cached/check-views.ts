// Whether a view of the inputs may be kept. Views that never come back would fill the disk and answer nobody.
import { retortError } from '@retort/kernel';
import { hash } from '../store/open-store.ts';
import type { RowStore } from '../store/row-store.ts';

/** The view of inputs to which nothing was done. */
const PLAIN = 'none';

/**
 * @param limit - of views beside the plain one, in each store
 * @throws KD_E_CACHE_VIEWS
 */
export function checkViews(view: string, stores: readonly { readonly store: Pick<RowStore, 'views'> }[], limit: number): void {
  if (view === PLAIN) return;
  const most = Math.max(...stores.map(({ store: { views } }) => new Set([...views, hash(view)].filter((each) => each !== hash(PLAIN))).size));
  if (most > limit)
    throw retortError('KD_E_CACHE_VIEWS', {
      what: 'a teacher cache',
      expected: `at most ${limit} views of the inputs beside the plain one`,
      received: `"${view}"`,
    });
}
