// Writes a student with the exporter for standard TensorFlow.js model folders.
import type { Maker, Student } from '@retort/kernel';

export async function saveStudent(maker: Maker, student: Student, folder: string): Promise<void> {
  await maker.make('exporter', 'layers').write(student, folder);
}
