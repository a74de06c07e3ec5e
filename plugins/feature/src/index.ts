// Knowledge in activations, and the connectors that bring the student's into the teacher's space.
import { definePlugin } from '@retort/kernel';
import { abAlternativeL2 } from './ab-alternative-l2/ab-alternative-l2.ts';
import { attentionTransfer } from './attention-transfer/attention-transfer.ts';
import { catKd } from './cat-kd/cat-kd.ts';
import { auto } from './connector/auto.ts';
import { convBnRelu } from './connector/conv-bn-relu.ts';
import { conv1x1 } from './connector/conv1x1.ts';
import { fitnetRegressor } from './connector/fitnet-regressor.ts';
import { identity } from './connector/identity.ts';
import { linear } from './connector/linear.ts';
import { none } from './connector/none.ts';
import { pooling } from './connector/pooling.ts';
import { semckdProjection } from './connector/semckd-projection.ts';
import { simkdProjector } from './connector/simkd-projector.ts';
import { transformerProjection } from './connector/transformer-projection.ts';
import { cwd } from './cwd/cwd.ts';
import { factorTransfer } from './factor-transfer/factor-transfer.ts';
import { fbkd } from './fbkd/fbkd.ts';
import { fitnet } from './fitnet/fitnet.ts';
import { fsp } from './fsp/fsp.ts';
import { mgd } from './mgd/mgd.ts';
import { nst } from './nst/nst.ts';
import { ofdMargin } from './ofd-partial-l2/ofd-margin.ts';
import { ofdPartialL2 } from './ofd-partial-l2/ofd-partial-l2.ts';
import { reviewKd } from './review-kd/review-kd.ts';
import { reviewKdHcl } from './review-kd-hcl/review-kd-hcl.ts';
import { srrl } from './srrl/srrl.ts';
import { vid } from './vid/vid.ts';

export {
  abAlternativeL2,
  attentionTransfer,
  auto,
  catKd,
  conv1x1,
  convBnRelu,
  cwd,
  factorTransfer,
  fbkd,
  fitnet,
  fitnetRegressor,
  fsp,
  identity,
  linear,
  mgd,
  none,
  nst,
  ofdMargin,
  ofdPartialL2,
  pooling,
  reviewKd,
  reviewKdHcl,
  semckdProjection,
  simkdProjector,
  srrl,
  transformerProjection,
  vid,
};

export const featurePlugin = definePlugin({
  name: '@retort/plugin-feature',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [
    fitnet,
    attentionTransfer,
    nst,
    fsp,
    vid,
    factorTransfer,
    abAlternativeL2,
    ofdPartialL2,
    reviewKdHcl,
    reviewKd,
    cwd,
    mgd,
    fbkd,
    catKd,
    srrl,
    auto,
    identity,
    none,
    linear,
    conv1x1,
    convBnRelu,
    fitnetRegressor,
    simkdProjector,
    semckdProjection,
    transformerProjection,
    pooling,
  ],
});
