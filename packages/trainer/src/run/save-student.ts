// Exports a student into a folder, whole or not at all.
import { commitFiles, type FileSystem } from '@retort/files';
import type { Exporter, Student } from '@retort/kernel';

export async function saveStudent(files: FileSystem, exporter: Exporter, student: Student, folder: string): Promise<void> {
  await commitFiles(files, folder, await exporter.files(student));
}
