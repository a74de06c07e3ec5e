// The plugin of this package: the sources of data and the augmentations.
import { definePlugin } from '@retort/kernel';
import { cropAugmentation } from './augment/crop.ts';
import { flipAugmentation } from './augment/flip.ts';
import { mixupAugmentation } from './augment/mixup.ts';
import { noiseAugmentation } from './augment/noise.ts';
import { randAugmentAugmentation } from './augment/rand-augment.ts';
import { randomErasingAugmentation } from './augment/random-erasing.ts';
import { rotationsAugmentation } from './augment/rotations.ts';
import { shiftAugmentation } from './augment/shift.ts';
import { twoViewsAugmentation } from './augment/two-views.ts';
import { csvSource } from './source/csv.ts';
import { digitsSource } from './source/digits.ts';
import { idxSource } from './source/idx.ts';
import { fashionMnistSource, mnistSource } from './source/mnist.ts';
import { npySource } from './source/npy.ts';

/** Sources that read files need the token `FILES`, which the application provides. */
export const dataPlugin = definePlugin({
  name: '@retort/data',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [
    digitsSource,
    idxSource,
    mnistSource,
    fashionMnistSource,
    csvSource,
    npySource,
    shiftAugmentation,
    cropAugmentation,
    flipAugmentation,
    noiseAugmentation,
    mixupAugmentation,
    randomErasingAugmentation,
    randAugmentAugmentation,
    rotationsAugmentation,
    twoViewsAugmentation,
  ],
});
