// Which views of the inputs may be kept. Those that never come back would fill the disk and answer nobody.
import { type Batch, retortError } from '@retort/kernel';
import { hash } from '../store/open-store.ts';
import type { RowStore } from '../store/row-store.ts';

/** The tag of all views that every epoch shows. */
const LASTING = hash('none');

/** What rows are counted under: lasting views together, any other by its name. The rows' keys have the name of either. */
export function viewTag({ view, fixed }: Pick<Batch, 'view' | 'fixed'>): string {
  return view === 'none' || fixed === true ? LASTING : hash(view);
}

/**
 * @param limit - of views that do not last, in each store
 * @throws KD_E_CACHE_VIEWS
 */
export function checkViews(batch: Pick<Batch, 'view' | 'fixed'>, stores: readonly { readonly store: Pick<RowStore, 'views'> }[], limit: number): void {
  const tag = viewTag(batch);
  if (tag === LASTING) return;
  const most = Math.max(...stores.map(({ store: { views } }) => new Set([...views, tag].filter((each) => each !== LASTING)).size));
  if (most > limit)
    throw retortError('KD_E_CACHE_VIEWS', {
      what: 'a teacher cache',
      expected: `at most ${limit} views of the inputs beside those that every epoch shows`,
      received: `"${batch.view}"`,
    });
}
