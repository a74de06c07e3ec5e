// From the pairs of an attending mapping back to the layers that they were made of: each member's, each layer once.
import type { MappingBuild, Shape, TapName } from '@retort/kernel';

export interface AttendedLayer {
  readonly tap: TapName;
  readonly shape: Shape;
  /** A pair that the layer is in: where its activation stands. */
  readonly pair: number;
}

/** The student's layers, and those of one teacher. Every one of the one is paired with every one of the other. */
export interface AttendedLayers {
  readonly member?: string;
  readonly student: readonly AttendedLayer[];
  readonly teacher: readonly AttendedLayer[];
}

/** One for the teacher, or one for each member of a committee, in the order of the pairs. */
export function attendedLayers({ pairs, student, teacher }: Pick<MappingBuild, 'pairs' | 'student' | 'teacher'>): readonly AttendedLayers[] {
  return [...new Set(pairs.map(({ member }) => member))].map((member) => {
    const own = pairs.map((pair, index) => ({ pair, index })).filter(({ pair }) => pair.member === member);
    const distinct = (side: 'student' | 'teacher', shapes: readonly Shape[]) => {
      const layers = new Map<TapName, AttendedLayer>();
      for (const { pair, index } of own) if (!layers.has(pair[side])) layers.set(pair[side], { tap: pair[side], shape: shapes[index]!, pair: index });
      return [...layers.values()];
    };
    return { ...(member === undefined ? {} : { member }), student: distinct('student', student), teacher: distinct('teacher', teacher) };
  });
}
