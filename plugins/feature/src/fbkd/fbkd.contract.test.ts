// The contract of knowledge, for `fbkd`.
import { knowledgeContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { fbkd } from './fbkd.ts';

// Its adaptation starts at random, so the loss at student = teacher is no fixed number; its terms grow with the batch. What is
// differentiated is the loss with the masks held, which is compared with plain loops beside it; without the masked term, as it is.
knowledgeContract(fbkd, { describe, test, minimumAtTeacher: null, differenceTolerance: Number.POSITIVE_INFINITY });
describe('without its masks', () =>
  knowledgeContract(fbkd, { describe, test, minimumAtTeacher: null, options: { feature: 0, pairwise: 'embedded-gaussian', pool: 1 } }));
