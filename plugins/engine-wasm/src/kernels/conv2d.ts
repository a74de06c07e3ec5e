// Conv2D: wrong as shipped where a stride is larger than the filter and the padding is `same`.
import { explicitPadding } from '../kernel/explicit-padding.ts';

export const conv2d = explicitPadding('Conv2D', false);
