// DepthwiseConv2dNative: wrong as shipped where a stride is larger than the filter and the padding is `same`.
import { explicitPadding } from '../kernel/explicit-padding.ts';

export const depthwiseConv2d = explicitPadding('DepthwiseConv2dNative', true);
