// Contrastive representation distillation: a sample's embedding in one network is told from those of other classes in the other.
import { defineRelationKnowledge, type Variable } from '@retort/kernel';
import { embedPairs } from '../embedding/embed-pairs.ts';
import { toRows } from '../rows.ts';
import { BankIndex } from './bank-index.ts';
import { createContrastPair } from './contrast-pair.ts';
import { CrdOptions } from './crd-options.ts';

/**
 * `L(e_s, bank_t) + L(e_t, bank_s)`, `L` the noise-contrastive loss of contrastLoss() over the sample's own row of the bank and
 * K rows of other classes, `e` trained linear embeddings of length 1; Tian, Krishnan and Isola, ICLR 2020, arXiv:1910.10699.
 *
 * Reads mapped pairs `[B, ...]`, flattened (connector `none`). One term, > 0. Its banks hold an embedding of every sample of
 * the training view; a training step writes those of its batch, after the loss, and nothing else writes.
 *
 * @throws KD_E_KNOWLEDGE_SAMPLE for a sample that is not in the training view.
 */
export const crd = defineRelationKnowledge({
  id: 'crd',
  summary: 'relations: a sample against those of other classes, remembered (Tian 2020)',
  options: CrdOptions,
  build(build, options) {
    const index = new BankIndex(build);
    const { pairs: embeddings, variables } = embedPairs(build, options.embedding);
    const pairs = embeddings.map((embedding, place) => createContrastPair(embedding, index, build.random.child(`pair-${place}`), options));
    const state: Record<string, Variable> = {};
    pairs.forEach((pair, place) => {
      for (const [name, variable] of Object.entries(pair.state)) state[`pair-${place}/${name}`] = variable;
    });
    return {
      variables,
      state,
      loss: (input) => ({ crd: pairs[input.index]!.loss(toRows(input), input.ids, input.seed) }),
    };
  },
});
