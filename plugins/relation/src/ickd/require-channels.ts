// Refuses what is not a pair of maps of equally many channels, before the first batch.
import { type KnowledgeBuild, retortError, type Shape } from '@retort/kernel';

/** @throws KD_E_KNOWLEDGE_SHAPES */
export function requireChannels(id: string, { student, teacher }: Pick<KnowledgeBuild, 'student' | 'teacher'>): void {
  student.forEach((own, index) => {
    const other = teacher[index]!;
    if (own.length === 3 && other.length === 3 && own[2] === other[2]) return;
    throw retortError('KD_E_KNOWLEDGE_SHAPES', {
      what: `"${id}" for pair ${index} of its mapping`,
      expected: 'maps [height, width, channels] of equally many channels',
      received: `${print(own)} of the student and ${print(other)} of the teacher`,
      action: 'Map layers whose activations are maps, and bring the student to as many channels with the connector "conv1x1".',
    });
  });
}

function print(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
