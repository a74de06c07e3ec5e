// The criterion of factor transfer: how far two factors are from each other. What the factors are made of is not known here.
import type { FeaturePairInput, Scalar, Tensor, Tensor2D } from '@retort/kernel';
import { l2Normalise, mean, reshape, sub, weighSamples } from '@retort/tensor';
import { attentionMap } from '../map/attention-map.ts';
import { toCommonSize } from '../map/common-size.ts';
import { magnitude } from '../map/magnitude.ts';
import type { FactorTransferSettings } from './factor-transfer-options.ts';

type Factors = Pick<FeaturePairInput, 'student' | 'teacher' | 'weights'>;

/** `mean |N(F_s) - N(F_t)|^p2`, over batch and elements. */
export function factorDistance({ student, teacher, weights }: Factors, { form, p1, p2 }: FactorTransferSettings): Scalar {
  const [own, other] = form === 'code' ? toCommonSize(student, teacher).map((map) => attentionMap(map, p1)) : [student, teacher].map(unit);
  return mean<Scalar>(weighSamples(magnitude(sub(own!, other!), p2), weights));
}

function unit(factor: Tensor): Tensor2D {
  return l2Normalise(reshape(factor, [factor.shape[0]!, -1]) as Tensor2D, 1);
}
