// One embedding for each side of each mapped pair, with the variables of all under stable names.
import type { KnowledgeBuild, Shape, Variable } from '@retort/kernel';
import { type Embedding, linearEmbedding, noEmbedding } from './linear-embedding.ts';

export interface EmbeddedPair {
  readonly student: Embedding;
  readonly teacher: Embedding;
}

export interface EmbeddedPairs {
  /** By place of the pair in the mapping. */
  readonly pairs: readonly EmbeddedPair[];
  /** `pair-0/student/kernel` and so on. */
  readonly variables: Readonly<Record<string, Variable>>;
}

/** @param width - of the common space; 0 leaves all samples as they are, and then there are no variables. */
export function embedPairs({ student, teacher, random }: Pick<KnowledgeBuild, 'student' | 'teacher' | 'random'>, width: number): EmbeddedPairs {
  const variables: Record<string, Variable> = {};
  const embed = (shape: Shape, name: string): Embedding => {
    if (width === 0) return noEmbedding;
    const embedding = linearEmbedding(
      random.child(name),
      shape.reduce((product, axis) => product * axis, 1),
      width,
    );
    for (const [local, variable] of Object.entries(embedding.variables)) variables[`${name}/${local}`] = variable;
    return embedding;
  };
  const pairs = student.map((shape, index) => ({
    student: embed(shape, `pair-${index}/student`),
    teacher: embed(teacher[index]!, `pair-${index}/teacher`),
  }));
  return { pairs, variables };
}
