// The contract of connectors, for each of this package's.
import { connectorContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { auto } from './auto.ts';
import { convBnRelu } from './conv-bn-relu.ts';
import { conv1x1 } from './conv1x1.ts';
import { fitnetRegressor } from './fitnet-regressor.ts';
import { identity } from './identity.ts';
import { linear } from './linear.ts';
import { none } from './none.ts';
import { pooling } from './pooling.ts';
import { semckdProjection } from './semckd-projection.ts';
import { simkdProjector } from './simkd-projector.ts';
import { transformerProjection } from './transformer-projection.ts';

const runner = { describe, test };
const map = [4, 4, 3] as const;

connectorContract(identity, {
  ...runner,
  joins: [
    [[5], [5]],
    [map, map],
  ],
  refuses: [
    [[5], [6]],
    [map, [4, 4, 4]],
    [map, [48]],
  ],
});
connectorContract(none, {
  ...runner,
  joins: [
    [[5], [7]],
    [map, [2, 2, 6]],
  ],
  reaches: ([student]) => student,
});
connectorContract(linear, {
  ...runner,
  joins: [
    [[5], [7]],
    [map, [6]],
    [[6], map],
    [map, [2, 2, 5]],
  ],
});
describe('without bias', () => connectorContract(linear, { ...runner, options: { bias: false }, joins: [[[5], [7]]] }));
connectorContract(conv1x1, {
  ...runner,
  joins: [
    [map, [4, 4, 5]],
    [map, [2, 2, 5]],
    [
      [5, 4, 2],
      [3, 3, 4],
    ],
  ],
  refuses: [
    [[5], [7]],
    [map, [6]],
    [
      [2, 2, 3],
      [4, 4, 5],
    ],
    [
      [2, 6, 3],
      [4, 4, 5],
    ],
  ],
});
describe('without bias', () => connectorContract(conv1x1, { ...runner, options: { bias: false }, joins: [[map, [4, 4, 5]]] }));
connectorContract(pooling, {
  ...runner,
  joins: [
    [map, [2, 2, 3]],
    [map, [3]],
    [
      [5, 3, 2],
      [2, 2, 2],
    ],
    [map, map],
  ],
  refuses: [
    [[5], [5]],
    [map, [2, 2, 4]],
    [[2, 2, 3], map],
    [map, [48]],
    [map, [2, 3]],
  ],
});
/** So small that hardly a difference steps over the bend of a ReLU. */
const bent = 2e-3;
const unlike = [
  [[5], [7]],
  [map, [6]],
  [
    [3, 6, 3],
    [4, 4, 5],
  ],
] as const;
const small = [2, 2, 2] as const;
connectorContract(convBnRelu, {
  ...runner,
  differenceStep: bent,
  joins: [
    [small, [2, 2, 3]],
    [small, [1, 2, 3]],
  ],
  refuses: [...unlike, [[2, 2, 3], map]],
});
describe('of 3x3 without ReLU', () => connectorContract(convBnRelu, { ...runner, options: { kernel: 3, relu: false }, joins: [[small, [2, 2, 3]]] }));
connectorContract(fitnetRegressor, {
  ...runner,
  differenceStep: bent,
  joins: [
    [
      [2, 4, 2],
      [1, 2, 3],
    ],
    [
      [1, 2, 3],
      [2, 4, 2],
    ],
    [small, [2, 2, 3]],
    [
      [3, 2, 2],
      [2, 1, 3],
    ],
  ],
  refuses: [...unlike, [[3, 3, 2], map]],
});
describe('without ReLU', () => connectorContract(fitnetRegressor, { ...runner, options: { relu: false }, joins: [[small, [2, 1, 2]]] }));
connectorContract(simkdProjector, {
  ...runner,
  differenceStep: bent,
  joins: [
    [
      [2, 3, 2],
      [2, 2, 4],
    ],
  ],
  refuses: [...unlike, [[2, 2, 3], map]],
});
describe('as wide in the middle', () =>
  connectorContract(simkdProjector, { ...runner, differenceStep: bent, options: { factor: 1 }, joins: [[small, [2, 2, 3]]] }));
connectorContract(transformerProjection, {
  ...runner,
  // Layer norm over three numbers is curved.
  differenceStep: 1e-2,
  joins: [
    [
      [4, 3],
      [4, 5],
    ],
    [
      [5, 3],
      [2, 4],
    ],
    [map, [2, 2, 5]],
    [map, [16, 2]],
    [
      [6, 3],
      [2, 3, 2],
    ],
  ],
  refuses: [
    [[5], [7]],
    [map, [6]],
    [[6], map],
    [
      [2, 3],
      [4, 3],
    ],
    [
      [2, 6, 3],
      [4, 4, 5],
    ],
    [
      [2, 3],
      [2, 2, 3],
    ],
  ],
});
describe('of learned tokens, as they are', () =>
  connectorContract(transformerProjection, {
    ...runner,
    options: { bias: false, norm: false, tokens: 'learned' },
    joins: [
      [
        [2, 3],
        [4, 2],
      ],
      [
        [2, 2, 3],
        [3, 1, 2],
      ],
    ],
  }));
connectorContract(semckdProjection, {
  ...runner,
  differenceStep: bent,
  joins: [
    [
      [2, 3, 2],
      [2, 2, 2],
    ],
  ],
  refuses: [...unlike, [[2, 2, 3], map]],
});
connectorContract(auto, {
  ...runner,
  joins: [
    [[5], [5]],
    [map, map],
    [[5], [7]],
    [[5], [2, 2, 3]],
    [map, [4, 4, 5]],
    [map, [2, 3, 5]],
    [map, [2, 2, 3]],
    [map, [3]],
    [map, [5]],
    [
      [2, 3, 2],
      [4, 6, 3],
    ],
  ],
  refuses: [
    [map, [5, 4, 3]],
    [map, [8, 9, 3]],
    [[2, 3, 4, 5], [5]],
    [map, [2, 3, 4, 5]],
  ],
});
// Layer norm bends where a token's channels are nearly equal.
describe('of tokens', () =>
  connectorContract(auto, {
    ...runner,
    differenceStep: bent,
    joins: [
      [
        [4, 3],
        [2, 5],
      ],
    ],
  }));
