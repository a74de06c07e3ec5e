// Augmentation `two-views`: each sample twice, the second time through other augmentations.
// Sohn et al., "FixMatch" (NeurIPS 2020): a weak and a strong view; Jin et al., "Multi-level logit distillation" (CVPR 2023).
import { type Augmentation, type AugmentedBatch, defineAugmentation, MAKER, retortError } from '@retort/kernel';
import { choice } from '@retort/kernel/zod';
import { z } from 'zod';

const options = z.strictObject({
  strong: z.array(choice).min(1).describe('Augmentations of the second view alone, in this order'),
});

/**
 * Copies 2. The first views are left as they are, the second ones go through `strong`. What stands beside `two-views` in a list
 * (`crop`, `flip`) changes both, each by draws of its own: the weak part. Both views keep the label.
 *
 * The k-th of K strong augmentations has the draws k, K + k, 2K + k, ... of the row, so that no two share one.
 *
 * @throws KD_E_DATA_AUGMENT where one of them makes several views itself.
 */
export function twoViews({ strong }: { readonly strong: readonly Augmentation[] }): Augmentation {
  for (const { view, copies = 1 } of strong) {
    if (copies === 1) continue;
    throw retortError('KD_E_DATA_AUGMENT', {
      what: 'the strong view of two-views',
      expected: 'augmentations of one view',
      received: `${view}, ${copies} views`,
    });
  }
  return {
    view: `two-views(strong=${strong.map(({ view }) => view).join('+')})`,
    copies: 2,
    ...(strong.every(({ fixed }) => fixed === true) ? { fixed: true } : {}),
    apply(batch) {
      for (const [place, augmentation] of strong.entries()) augmentation.apply(secondView(batch, place, strong.length));
    },
  };
}

/** The second half of the rows as a batch of its own, over the same memory. */
function secondView({ inputs, targets, labelled, shape, size, uniform, normal }: AugmentedBatch, place: number, places: number): AugmentedBatch {
  const samples = size / 2;
  return {
    inputs: inputs.subarray(inputs.length / 2),
    targets: targets.subarray(targets.length / 2),
    labelled: labelled.subarray(samples),
    shape,
    size: samples,
    copies: 1,
    uniform: (row, draw) => uniform(samples + row, draw * places + place),
    normal: (row, draw) => normal(samples + row, draw * places + place),
  };
}

export const twoViewsAugmentation = defineAugmentation({
  id: 'two-views',
  summary: 'a second view of each sample, through `strong` augmentations (FixMatch, Sohn 2020)',
  options,
  needs: { maker: MAKER },
  create: ({ strong }, { maker }) => twoViews({ strong: strong.map((item, index) => maker.make('augmentation', item, `strong[${index}]`)) }),
});
