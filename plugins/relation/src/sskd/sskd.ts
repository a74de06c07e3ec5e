// Self-supervision as what is transferred: how like the teacher finds the transformed views of all samples to their originals.
import { type BuiltKnowledge, defineRelationKnowledge, type KnowledgeBuild, type RelationInput, type Shape, type Variable } from '@retort/kernel';
import { mean, softmaxCrossEntropy } from '@retort/tensor';
import { toRows } from '../rows.ts';
import { indicator } from './indicator.ts';
import { keptDivergence } from './kept-divergence.ts';
import { leastWrong } from './least-wrong.ts';
import { type ProjectionHead, projectionHead } from './projection-head.ts';
import { requireViews } from './require-views.ts';
import { SskdOptions } from './sskd-options.ts';
import { samplesOfViews, viewSimilarity } from './view-similarity.ts';

/**
 * `sskd = T^2 / |K| sum_{n in K} KL(softmax(a_t,n / T) || softmax(a_s,n / T))`, `a[n, i] = cos(h(f_n), h(f_i))` of the feature of another
 * view `n` with that of every first view `i`, `h` a head of two linear layers; Xu, Liu, Li and Loy, "Knowledge Distillation Meets
 * Self-Supervision", ECCV 2020, arXiv:2006.07114. `K` are the views whose original the teacher finds, and of the others the share
 * `keep` that it is least wrong about: see leastWrong().
 *
 * Reads mapped pairs `[V B, ...]` in `V >= 2` views, flattened; the widths of both sides may differ (connector `none`). One term, in
 * nats, >= 0. A batch of one sample gives 0 with a zero gradient. The usual weight is 10.
 *
 * The teacher's head is trained in a prelude, `head = mean over views of -log softmax(a_t,n)` at the sample that `n` is of, and is state
 * afterwards; the student's is trained with the student. Both phases hold both, under the same names: `pair-0/teacher/hidden/kernel` and so on.
 *
 * @throws KD_E_KNOWLEDGE_VIEWS where a batch has one view of each sample.
 */
export const sskd = defineRelationKnowledge({
  id: 'sskd',
  summary: 'relations between the views of samples, by self-supervised heads (Xu 2020)',
  options: SskdOptions,
  feeds: ({ temperature }) => ({ temperature }),
  prelude: ({ epochs }) => ({ epochs, trains: 'modules', stays: true }),
  build(build, { keep }) {
    const [students, teachers] = [headsOf(build, 'student'), headsOf(build, 'teacher')];
    return build.phase === 'prelude' ? learnHead(teachers, students) : transfer(students, teachers, keep);
  },
});

interface Heads {
  /** By place of the pair in the mapping. */
  readonly heads: readonly ProjectionHead[];
  readonly variables: Readonly<Record<string, Variable>>;
}

function headsOf(build: KnowledgeBuild, side: 'student' | 'teacher'): Heads {
  const heads = build[side].map((shape, index) => projectionHead(build.random.child(`pair-${index}/${side}`), sizeOf(shape)));
  const named = heads.flatMap(({ variables }, index) => Object.entries(variables).map(([name, variable]) => [`pair-${index}/${side}/${name}`, variable]));
  return { heads, variables: Object.fromEntries(named) };
}

/** The teacher's head is to tell which sample a view is of. */
function learnHead(teachers: Heads, students: Heads): BuiltKnowledge<RelationInput> {
  return {
    variables: teachers.variables,
    state: students.variables,
    loss(input) {
      const views = requireViews('sskd', input.copies);
      const cosines = viewSimilarity(teachers.heads[input.index]!.apply(toRows(input).teacher), views);
      const [, samples] = cosines.shape;
      return { head: mean(softmaxCrossEntropy(cosines, indicator(samplesOfViews(samples, views), samples))) };
    },
  };
}

function transfer(students: Heads, teachers: Heads, keep: number): BuiltKnowledge<RelationInput> {
  return {
    variables: students.variables,
    state: teachers.variables,
    loss(input) {
      const views = requireViews('sskd', input.copies);
      const rows = toRows(input);
      const own = viewSimilarity(students.heads[input.index]!.apply(rows.student), views);
      const other = viewSimilarity(teachers.heads[input.index]!.apply(rows.teacher), views);
      const kept = leastWrong(other, samplesOfViews(other.shape[1], views), keep);
      return { sskd: keptDivergence(own, other, input.feeds.temperature!, kept) };
    },
  };
}

function sizeOf(shape: Shape): number {
  return shape.reduce((product, axis) => product * axis, 1);
}
