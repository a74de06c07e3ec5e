// FusedDepthwiseConv2D: wrong as shipped where a stride is larger than the filter and the padding is `same`.
import { explicitPadding } from '../kernel/explicit-padding.ts';

export const fusedDepthwiseConv2d = explicitPadding('FusedDepthwiseConv2D', true);
