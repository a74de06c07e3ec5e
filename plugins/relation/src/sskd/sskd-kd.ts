// The soft targets of SSKD: those of the first views, and those of the transformed ones that the teacher does not get too wrong.
import { defineResponseKnowledge, type Tensor1D, type Tensor2D } from '@retort/kernel';
import { mul, ones, shape, slice, tile } from '@retort/tensor';
import { keptDivergence } from './kept-divergence.ts';
import { leastWrong } from './least-wrong.ts';
import { requireViews } from './require-views.ts';
import { SskdKdOptions } from './sskd-options.ts';

/**
 * `first = w_f T^2 / B sum_n KL(p_t,n || p_s,n)` over the first views, `others = w_o T^2 / |K| sum_{n in K} KL(p_t,n || p_s,n)` over the
 * others, `p = softmax(z / T)`; Xu, Liu, Li and Loy, ECCV 2020, arXiv:2006.07114. `K` are the views to which the teacher gives their sample's
 * class, and of the rest the share `keep` that it is least wrong about: see leastWrong(). A view of a sample without a label is in `K`.
 *
 * Reads logits `[V B, C]` float32 in `V >= 2` views, and the labels of the first views. In nats; both >= 0. The weights are inside: the
 * term's own is 1, beside the task loss of weight 0.1 over the first views.
 *
 * @throws KD_E_KNOWLEDGE_VIEWS where a batch has one view of each sample.
 */
export const sskdKd = defineResponseKnowledge({
  id: 'sskd-kd',
  summary: 'soft targets of every view of a sample, selectively of the transformed ones (Xu 2020)',
  options: SskdKdOptions,
  feeds: ({ temperature }) => ({ temperature }),
  loss({ student, teacher, labels, feeds, copies }, { first, others, keep }) {
    const views = requireViews('sskd-kd', copies);
    const { B: rows, C } = shape(student, 'B C', 'student logits');
    const samples = rows / views;
    const firsts = (logits: Tensor2D): Tensor2D => slice(logits, [0, 0], [samples, C]);
    const rest = (logits: Tensor2D): Tensor2D => slice(logits, [samples, 0], [rows - samples, C]);
    const right: Tensor1D = tile(slice(labels, [0], [samples]), [views - 1]);
    const taught = rest(teacher);
    const temperature = feeds.temperature!;
    return {
      first: mul(keptDivergence(firsts(student), firsts(teacher), temperature, ones([samples])), first),
      others: mul(keptDivergence(rest(student), taught, temperature, leastWrong(taught, right, keep)), others),
    };
  },
});
