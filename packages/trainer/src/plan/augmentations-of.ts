// The augmentations that a stage names, made.
import type { Augmentation, Maker, Stage } from '@retort/kernel';

export function augmentationsOf({ training }: Stage, maker: Maker): readonly Augmentation[] {
  return training.augment.map((item, index) => maker.make('augmentation', item, `training.augment[${index}]`));
}
