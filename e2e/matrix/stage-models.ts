// The models of the cells: one for each slot and teacher, built once. Students go back to their first weights before each cell.
import type { Choice, Kernel, NamedTensors, NamedVariables, Scalar, Student, TapName, Teacher } from '@retort/kernel';
import { modelTeacher } from '@retort/models';
import { clone, gradients, type LiveCount, liveCount, randomStream, scope, sum, zeros } from '@retort/tensor';
import { joinMembers } from '@retort/trainer';
import { CLASSES, SHAPE } from './scenes.ts';

export interface Slot {
  readonly student: Student;
  readonly teacher: Teacher;
  readonly first: NamedTensors;
}

export interface Taught {
  readonly teacher: Teacher;
  readonly members: readonly Student[];
}

export class StageModels {
  readonly #retort: Kernel;
  readonly #slots = new Map<string, Slot>();
  readonly #taught = new Map<string, Taught>();
  readonly #below = new Map<Student, Map<TapName, ReadonlySet<string>>>();

  /** What the models here hold. */
  #held: LiveCount = { tensors: 0, buffers: 0 };

  constructor(retort: Kernel) {
    this.#retort = retort;
  }

  async slot(slot: string, model: Choice): Promise<Slot> {
    const key = JSON.stringify([slot, model]);
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    const before = this.aliveBeside();
    const student = await this.#build(model, `slot/${slot}`);
    const first = Object.fromEntries(Object.entries(variablesOf(student)).map(([name, variable]) => [name, clone(variable)]));
    const made = { student, first, teacher: modelTeacher(student) };
    this.#slots.set(key, made);
    const after = this.aliveBeside();
    this.#held = { tensors: this.#held.tensors + after.tensors - before.tensors, buffers: this.#held.buffers + after.buffers - before.buffers };
    return made;
  }

  /** The model of a slot that an earlier stage has opened. */
  teacherOf(slot: string): Teacher {
    const found = [...this.#slots].findLast(([key]) => (JSON.parse(key) as [string])[0] === slot);
    if (found === undefined) throw new Error(`no stage has opened the slot "${slot}"`);
    return found[1].teacher;
  }

  students(): readonly Student[] {
    return [...this.#slots.values()].map(({ student }) => student);
  }

  /** The teacher that a source makes of its members. They are not trained: whether they know anything does not matter here. */
  async taught(source: Choice): Promise<Taught> {
    const key = JSON.stringify(source);
    const known = this.#taught.get(key);
    if (known !== undefined) return known;
    const made = this.#retort.make('teacher', source);
    const members: Student[] = [];
    for (const { name, model } of made.members) if (model !== undefined) members.push(await this.#build(model, `teacher/${name}`));
    const taught = {
      members,
      teacher: joinMembers(
        made,
        members.map((member) => modelTeacher(member)),
        this.#retort,
        randomStream(7, 'matrix').child('teacher'),
      ),
    };
    this.#taught.set(key, taught);
    return taught;
  }

  /** The trainables that a tap depends on, by the structure of the network. */
  below(student: Student, tap: TapName): ReadonlySet<string> {
    const taps = this.#below.get(student) ?? new Map<TapName, ReadonlySet<string>>();
    this.#below.set(student, taps);
    const known = taps.get(tap);
    if (known !== undefined) return known;
    const names = scope(() => {
      const value = () => sum<Scalar>(student.forward(zeros([1, ...SHAPE]), { training: false, taps: [tap] }).taps[tap]!);
      return new Set(Object.keys(gradients(value, student.trainables()).gradients));
    });
    taps.set(tap, names);
    return names;
  }

  /** What is alive beside the models of the slots: a slot may be opened in the middle of a cell. */
  aliveBeside(): LiveCount {
    const { tensors, buffers } = liveCount();
    return { tensors: tensors - this.#held.tensors, buffers: buffers - this.#held.buffers };
  }

  reset(): void {
    for (const { student, first } of this.#slots.values()) for (const [name, variable] of Object.entries(variablesOf(student))) variable.assign(first[name]!);
  }

  dispose(): void {
    for (const { student, first } of this.#slots.values()) {
      student.dispose();
      for (const value of Object.values(first)) value.dispose();
    }
    for (const { teacher } of this.#taught.values()) teacher.dispose();
  }

  #build(model: Choice, name: string): Promise<Student> | Student {
    return this.#retort.make('family', model).build({ inputShape: SHAPE, classes: CLASSES, random: randomStream(7, 'matrix').child(name) });
  }
}

/** All that a model remembers. */
export function variablesOf(student: Student): NamedVariables {
  return { ...student.trainables(), ...student.statistics() };
}
