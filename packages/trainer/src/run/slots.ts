// The models of one arm by slot name. A slot named for the first time is built from its family, from a random stream that
// depends on the slot's name alone: the students of all arms start from the same weights.
import { type Choice, type Maker, type RandomStream, retortError, type Shape, type Student, type StudentSpec, type Teacher } from '@retort/kernel';
import { modelTeacher } from '@retort/models';
import { borrowedTeacher } from '../teacher/borrowed-teacher.ts';
import { type Giver, takeWeights } from './take-weights.ts';

/** The recipe's teacher where it is one trained model. */
export interface SingleTeacher {
  readonly student: Student;
  readonly model: Choice;
}

export interface SlotsInput {
  readonly maker: Maker;
  readonly random: RandomStream;
  readonly inputShape: Shape;
  readonly classes: number;
  /** Whom new models may take a part over from, or their first weights. */
  readonly teacher?: SingleTeacher | undefined;
}

interface Slot {
  readonly student: Student;
  readonly model: Choice;
  teacher?: Teacher;
}

export class Slots {
  readonly #input: SlotsInput;
  readonly #slots = new Map<string, Slot>();
  readonly #kept = new Set<Student>();

  constructor(input: SlotsInput) {
    this.#input = input;
  }

  get names(): readonly string[] {
    return [...this.#slots.keys()];
  }

  has(slot: string): boolean {
    return this.#slots.has(slot);
  }

  /**
   * The model in the slot; where there is none yet, a new one, with the weights that `from` names.
   *
   * @param classes - of a new model; those of the data when absent.
   * @throws KD_E_PLAN_CLASSES, KD_E_RUN_FROM, KD_E_RUN_STAGE
   */
  async open({ slot, model, from }: StudentSpec, where: string, classes = this.#input.classes): Promise<Student> {
    const known = this.#slots.get(slot);
    if (known !== undefined) return known.student;
    const { maker, random, inputShape, teacher } = this.#input;
    const giver = from === undefined ? undefined : this.#giver(from, where);
    const build = { inputShape, classes, random: random.child(slot), ...(teacher === undefined ? {} : { teacher: teacher.student }) };
    const student = await maker.make('family', model, where).build(build);
    try {
      if (student.classes !== classes)
        throw retortError('KD_E_PLAN_CLASSES', { what: where, expected: `${classes} classes, as the data has`, received: String(student.classes) });
      if (giver !== undefined) takeWeights(giver, { name: `slot "${slot}"`, student, model }, where);
    } catch (error) {
      student.dispose();
      throw error;
    }
    this.#slots.set(slot, { student, model });
    return student;
  }

  /**
   * A copy of another slot's model, as it is now. What the slot held before is overwritten.
   *
   * @throws KD_E_RUN_FROM where it holds another model.
   */
  async copy(slot: string, of: string, where: string): Promise<Student> {
    const { student: source, model } = this.#found(of, where);
    const student = await this.open({ slot, model }, where);
    takeWeights({ name: `slot "${of}"`, student: source, model }, { name: `slot "${slot}"`, student, model: this.#found(slot, where).model }, where);
    return student;
  }

  get(slot: string, where: string): Student {
    return this.#found(slot, where).student;
  }

  /** The model of an earlier stage as a teacher. Disposing it changes nothing: the slot still owns the model. */
  teacher(slot: string, where: string): Teacher {
    const found = this.#found(slot, where);
    found.teacher ??= borrowedTeacher(modelTeacher(found.student));
    return found.teacher;
  }

  keep(student: Student): void {
    this.#kept.add(student);
  }

  dispose(): void {
    for (const { student } of this.#slots.values()) if (!this.#kept.has(student)) student.dispose();
    this.#slots.clear();
  }

  #found(slot: string, where: string): Slot {
    const found = this.#slots.get(slot);
    if (found === undefined)
      throw retortError('KD_E_RUN_STAGE', {
        what: where,
        expected: `a slot of an earlier stage: ${this.names.join(', ') || 'there is none yet'}`,
        received: `"${slot}"`,
      });
    return found;
  }

  #giver(from: NonNullable<StudentSpec['from']>, where: string): Giver {
    if (from.kind === 'slot') return { name: `slot "${from.slot}"`, ...this.#found(from.slot, where) };
    const { teacher } = this.#input;
    if (teacher !== undefined) return { name: 'the teacher', ...teacher };
    throw retortError('KD_E_RUN_FROM', { what: where, expected: 'a recipe whose teacher is one model', received: 'no teacher, or several models' });
  }
}
