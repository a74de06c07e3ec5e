// Whoever answers in a cell: the scenario's network live, behind a cache, in an ONNX file; or the labels.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Choice, type Kernel, type RandomStream, retortError, type Teacher, type TeacherSource } from '@retort/kernel';
import { modelTeacher } from '@retort/models';
import { joinMembers } from '@retort/trainer';
import type { Scenario, TeacherKind } from '../scenario/scenario.ts';
import { labelTeacher } from './label-teacher.ts';
import { onnxOfConvnet } from './onnx-of-convnet.ts';

export interface TeacherRoom {
  readonly retort: Kernel;
  readonly scenario: Scenario;
  readonly random: RandomStream;
  /** For files of caches and networks. Somebody else removes it. */
  readonly folder: string;
}

/** The caller disposes the teacher. `undefined` where the students teach each other. */
export async function openTeacher(kind: TeacherKind, room: TeacherRoom): Promise<Teacher | undefined> {
  const { scenario, folder } = room;
  switch (kind) {
    case 'peers':
      return undefined;
    case 'none':
      return labelTeacher(scenario.classes);
    case 'live':
      return fromSource(live(scenario), room);
    case 'cached':
      return fromSource({ id: 'cached', teacher: live(scenario), dir: join(folder, 'cache') }, room);
    case 'onnx':
      return fromSource({ id: 'onnx', path: await onnxFile(room), layout: 'nchw' }, room);
  }
}

function live({ teacher, members }: Scenario): Choice {
  if (members === 1) return { id: 'model', model: teacher };
  return { id: 'committee', members: Object.fromEntries(Array.from({ length: members }, (_, at) => [`teacher-${at + 1}`, { model: teacher }])) };
}

async function fromSource(choice: Choice, { retort, scenario, random }: TeacherRoom): Promise<Teacher> {
  const source: TeacherSource = retort.make('teacher', choice, 'teacher');
  const build = { inputShape: scenario.shape, classes: scenario.classes };
  const members: Teacher[] = [];
  try {
    for (const { name, open, model } of source.members) {
      if (open !== undefined) members.push(await open(build));
      else members.push(modelTeacher(await retort.make('family', model).build({ ...build, random: random.child(name) })));
    }
    return joinMembers(source, members, retort, random);
  } catch (error) {
    for (const member of members) member.dispose();
    throw error;
  }
}

async function onnxFile({ retort, scenario, random, folder }: TeacherRoom): Promise<string> {
  const { teacher, shape, classes } = scenario;
  if (teacher.id !== 'convnet')
    throw retortError('KD_E_BENCH_CHOICE', { what: 'the teacher of an ONNX file', expected: 'a convnet', received: `"${teacher.id}"` });
  const student = await retort.make('family', teacher).build({ inputShape: shape, classes, random: random.child('teacher') });
  try {
    const path = join(folder, 'teacher.onnx');
    await writeFile(path, await onnxOfConvnet(student, shape));
    return path;
  } finally {
    student.dispose();
  }
}
