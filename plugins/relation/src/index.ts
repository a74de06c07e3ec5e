// Knowledge in how the samples of a batch, or the channels of a map, relate to each other.
import { definePlugin } from '@retort/kernel';
import { correlationCongruence } from './correlation-congruence/correlation-congruence.ts';
import { crd } from './crd/crd.ts';
import { ickd } from './ickd/ickd.ts';
import { kdsvd } from './kdsvd/kdsvd.ts';
import { pkt } from './pkt/pkt.ts';
import { rkd } from './rkd/rkd.ts';
import { similarityPreserving } from './similarity-preserving/similarity-preserving.ts';
import { sskd } from './sskd/sskd.ts';
import { sskdKd } from './sskd/sskd-kd.ts';

export { correlationCongruence, crd, ickd, kdsvd, pkt, rkd, similarityPreserving, sskd, sskdKd };

export const relationPlugin = definePlugin({
  name: '@retort/plugin-relation',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [similarityPreserving, pkt, correlationCongruence, rkd, crd, ickd, kdsvd, sskd, sskdKd],
});
