// Every scenario, in the order of the table.
import { convnet } from './convnet.ts';
import { convnetFeature } from './convnet-feature.ts';
import { convnetMutual } from './convnet-mutual.ts';
import { convnetRelation } from './convnet-relation.ts';
import { mlp } from './mlp.ts';
import { mlpSmall } from './mlp-small.ts';
import { resnet } from './resnet.ts';
import type { Scenario } from './scenario.ts';
import { transformer } from './transformer.ts';

export const scenarios: readonly Scenario[] = [mlpSmall, mlp, convnet, convnetFeature, convnetRelation, convnetMutual, resnet, transformer];
