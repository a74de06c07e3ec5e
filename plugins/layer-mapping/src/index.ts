// Mappings: which student taps learn from which teacher taps; and the search for one.
import { definePlugin } from '@retort/kernel';
import { all } from './all/all.ts';
import { alpKd } from './alp-kd/alp-kd.ts';
import { byShape } from './by-shape/by-shape.ts';
import { every } from './every/every.ts';
import { features } from './features/features.ts';
import { first } from './first/first.ts';
import { last } from './last/last.ts';
import { mappingSearch } from './mapping-search/mapping-search.ts';
import { pairs } from './pairs/pairs.ts';
import { semckd } from './semckd/semckd.ts';
import { uniform } from './uniform/uniform.ts';

export { all, alpKd, byShape, every, features, first, last, mappingSearch, pairs, semckd, uniform };

export const layerMappingPlugin = definePlugin({
  name: '@retort/plugin-layer-mapping',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [pairs, features, first, last, uniform, every, byShape, all, semckd, alpKd, mappingSearch],
});
