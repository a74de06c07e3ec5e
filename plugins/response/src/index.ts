// Knowledge in the outputs.
import { definePlugin } from '@retort/kernel';
import { ctkd } from './ctkd/ctkd.ts';
import { dist } from './dist-kd/dist.ts';
import { dkd } from './dkd/dkd.ts';
import { kd } from './kd/kd.ts';
import { labelSmoothing } from './label-smoothing/label-smoothing.ts';
import { logitStandardizationKd } from './logit-standardization-kd/logit-standardization-kd.ts';
import { mlkd } from './mlkd/mlkd.ts';
import { mseLogits } from './mse-logits/mse-logits.ts';
import { softCrossEntropy } from './soft-cross-entropy/soft-cross-entropy.ts';
import { tfKdSelf } from './tf-kd-self/tf-kd-self.ts';
import { tfKdVirtual } from './tf-kd-virtual/tf-kd-virtual.ts';
import { wsld } from './wsld/wsld.ts';

export { ctkd, dist, dkd, kd, labelSmoothing, logitStandardizationKd, mlkd, mseLogits, softCrossEntropy, tfKdSelf, tfKdVirtual, wsld };

export const responsePlugin = definePlugin({
  name: '@retort/plugin-response',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [kd, softCrossEntropy, mseLogits, logitStandardizationKd, dkd, dist, wsld, mlkd, ctkd, labelSmoothing, tfKdSelf, tfKdVirtual],
});
