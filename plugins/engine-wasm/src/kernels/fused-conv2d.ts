// FusedConv2D: wrong as shipped where a stride is larger than the filter and the padding is `same`.
import { explicitPadding } from '../kernel/explicit-padding.ts';

export const fusedConv2d = explicitPadding('FusedConv2D', false);
