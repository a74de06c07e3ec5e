// Distillation by way of assistants: each network of a chain is taught by the one before it.
import { defineStrategy } from '@retort/kernel';
import { ChainOptions } from '../chain/chain-options.ts';
import { playChain } from '../chain/play-chain.ts';

/**
 * Stages `assistant-1` (from the teacher), `assistant-2` (from `assistant-1`), ..., then those of `last` with the last assistant as
 * the teacher. Every one learns by the recipe's objective, changed as the options say: `(1 - l) CE + l T^2 KL` in the paper.
 * Mirzadeh et al., "Improved Knowledge Distillation via Teacher Assistant", AAAI 2020, arXiv:1902.03393.
 *
 * @throws KD_E_STRATEGY_TEACHER, KD_E_STRATEGY_BETWEEN, KD_E_STRATEGY_JUDGED
 */
export const teachingAssistant = defineStrategy({
  id: 'teaching-assistant',
  summary: 'a chain of assistants from teacher to student, each taught by the one before it (Mirzadeh 2020)',
  options: ChainOptions,
  create: (options) => ({ stages: (context) => playChain(context, options, (larger) => larger.at(-1)!, 'teaching-assistant') }),
});
