// The models of one arm by slot name. A slot named for the first time is built from its family, from a random stream that
// depends on the slot's name alone: the students of all arms start from the same weights.
import { type Learner, type Maker, type RandomStream, retortError, type Shape, type Student, type Teacher } from '@retort/kernel';
import { modelTeacher } from '@retort/models';

export interface SlotsInput {
  readonly maker: Maker;
  readonly random: RandomStream;
  readonly inputShape: Shape;
  readonly classes: number;
}

export class Slots {
  readonly #input: SlotsInput;
  readonly #students = new Map<string, Student>();
  readonly #teachers = new Map<string, Teacher>();
  readonly #kept = new Set<Student>();

  constructor(input: SlotsInput) {
    this.#input = input;
  }

  async open({ slot, model }: Learner['student'], where: string): Promise<Student> {
    const known = this.#students.get(slot);
    if (known !== undefined) return known;
    const { maker, random, inputShape, classes } = this.#input;
    const student = await maker.make('family', model, where).build({ inputShape, classes, random: random.child(slot) });
    if (student.classes !== classes) {
      student.dispose();
      throw retortError('KD_E_PLAN_CLASSES', { what: where, expected: `${classes} classes, as the data has`, received: String(student.classes) });
    }
    this.#students.set(slot, student);
    return student;
  }

  get(slot: string, where: string): Student {
    const student = this.#students.get(slot);
    if (student === undefined)
      throw retortError('KD_E_RUN_STAGE', {
        what: where,
        expected: `a slot of an earlier stage: ${[...this.#students.keys()].join(', ') || 'there is none yet'}`,
        received: `"${slot}"`,
      });
    return student;
  }

  /** The model of an earlier stage as a teacher. The slot still owns the model. */
  teacher(slot: string, where: string): Teacher {
    const teacher = this.#teachers.get(slot) ?? modelTeacher(this.get(slot, where));
    this.#teachers.set(slot, teacher);
    return teacher;
  }

  keep(student: Student): void {
    this.#kept.add(student);
  }

  dispose(): void {
    for (const student of this.#students.values()) if (!this.#kept.has(student)) student.dispose();
    this.#students.clear();
  }
}
