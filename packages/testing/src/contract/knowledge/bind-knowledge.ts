// A knowledge of any family behind one form: tensors of every tap in, one set of named terms out. For checks over given
// tensors; training has its own plan, in which mappings and connectors take part.
import type { BuiltKnowledge, Feeds, Knowledge, KnowledgeBuild, LossTerms, NamedVariables, Scalar, Tensor, Tensor1D, Tensor2D } from '@retort/kernel';
import { addN } from '@retort/tensor';

export interface KnowledgeInputs {
  /** One tensor per tap, `[B, ...]`; for a response knowledge one tensor of logits. */
  readonly student: readonly Tensor[];
  /** Constant. */
  readonly teacher: readonly Tensor[];
  readonly labels: Tensor1D;
  readonly targets: Tensor2D;
  readonly labelled: Tensor1D;
  readonly ids: Int32Array;
  /** Views of each sample; 1 when absent. */
  readonly copies?: number;
  readonly feeds: Feeds;
  /** The seed of a training step; absent where nothing is learnt. */
  readonly seed?: Tensor1D;
  /** How much each sample counts. */
  readonly weights?: Tensor1D;
}

export interface BoundKnowledge {
  /** The terms; where a knowledge reads one pair at a time, those of all pairs are added by name. */
  terms(inputs: KnowledgeInputs): LossTerms;
  readonly variables: NamedVariables;
  readonly state: NamedVariables;
  dispose(): void;
}

/** Builds the knowledge. The caller disposes the result, and with it the knowledge's variables. */
export function bindKnowledge(knowledge: Knowledge, build: KnowledgeBuild): BoundKnowledge {
  switch (knowledge.family) {
    case 'response': {
      const built = knowledge.build(build);
      return bound(built, ({ student, teacher, ...rest }) => built.loss({ ...rest, student: student[0] as Tensor2D, teacher: teacher[0] as Tensor2D }));
    }
    case 'relation': {
      const built = knowledge.build(build);
      return bound(built, ({ student, teacher, ...rest }) =>
        addByName(student.map((tensor, index) => built.loss({ ...rest, student: tensor, teacher: teacher[index]!, index }))),
      );
    }
    case 'feature':
      if (knowledge.reads === 'sequence') {
        const built = knowledge.build(build);
        return bound(built, ({ student, teacher, feeds, weights }) => built.loss({ student, teacher, feeds, ...(weights === undefined ? {} : { weights }) }));
      } else {
        const built = knowledge.build(build);
        return bound(built, ({ student, teacher, ...rest }) =>
          addByName(student.map((tensor, index) => built.loss({ ...rest, student: tensor, teacher: teacher[index]!, index, count: student.length }))),
        );
      }
  }
}

/** The sum of all terms. */
export function totalOf(terms: LossTerms): Scalar {
  return addN(Object.values(terms) as Tensor[]) as Scalar;
}

function bound<Input>(built: BuiltKnowledge<Input>, terms: BoundKnowledge['terms']): BoundKnowledge {
  const { variables = {}, state = {} } = built;
  return {
    terms,
    variables,
    state,
    dispose() {
      for (const variable of Object.values({ ...variables, ...state })) variable.dispose();
    },
  };
}

function addByName(losses: readonly LossTerms[]): LossTerms {
  if (losses.length === 1) return losses[0]!;
  const names = new Set(losses.flatMap((terms) => Object.keys(terms)));
  return Object.fromEntries([...names].map((name) => [name, addN(losses.flatMap((terms) => terms[name] ?? []) as Tensor[]) as Scalar]));
}
