// What a knowledge may demand of its pairs when it is built, before any batch: maps, equal channels, equal shapes.
import { type KnowledgeBuild, type RetortError, retortError, type Shape } from '@retort/kernel';
import { advise, isSameShape, shapeText } from '../connector/advise.ts';

type Sides = Pick<KnowledgeBuild, 'student' | 'teacher'>;

/** @throws KD_E_KNOWLEDGE_SHAPES naming the connector that would join them. */
export function requireEqualShapes(id: string, sides: Sides): void {
  eachPair(sides, (student, teacher, index) => {
    if (!isSameShape(student, teacher)) throw refuse(id, index, 'equal shapes', student, teacher, advise(student, teacher));
  });
}

/** Both sides maps `[h, w, c]`, of any sizes and channels. @throws KD_E_KNOWLEDGE_SHAPES */
export function requireMaps(id: string, sides: Sides): void {
  eachPair(sides, (student, teacher, index) => {
    if (student.length === 3 && teacher.length === 3) return;
    throw refuse(id, index, 'maps [h, w, c] on both sides', student, teacher, 'Map layers that have a height and a width.');
  });
}

/** Maps of one height and width on both sides; the channels may differ. @throws KD_E_KNOWLEDGE_SHAPES */
export function requireEqualSizes(id: string, sides: Sides): void {
  requireMaps(id, sides);
  eachPair(sides, (student, teacher, index) => {
    if (student[0] === teacher[0] && student[1] === teacher[1]) return;
    throw refuse(id, index, 'maps of equal heights and widths', student, teacher, 'Use the connector `conv1x1`.');
  });
}

/** Maps of as many channels on both sides; the sizes may differ. @throws KD_E_KNOWLEDGE_SHAPES */
export function requireEqualChannels(id: string, sides: Sides): void {
  requireMaps(id, sides);
  eachPair(sides, (student, teacher, index) => {
    if (student[2] !== teacher[2]) throw refuse(id, index, 'equally many channels on both sides', student, teacher, 'Use the connector `conv1x1`.');
  });
}

export function refuse(id: string, index: number, expected: string, student: Shape, teacher: Shape, action: string): RetortError {
  return retortError('KD_E_KNOWLEDGE_SHAPES', {
    what: `pair ${index} of "${id}"`,
    expected,
    received: `student ${shapeText(student)}, teacher ${shapeText(teacher)}`,
    action,
  });
}

function eachPair({ student, teacher }: Sides, check: (student: Shape, teacher: Shape, index: number) => void): void {
  student.forEach((shape, index) => {
    check(shape, teacher[index]!, index);
  });
}
