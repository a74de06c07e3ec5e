// Resolves who answers for a learner: fixed teachers find their place in the plan, peers are found in the stage, committees are
// opened. What is read of each is collected, so that everybody is asked once for everything.
import {
  checkId,
  expectedName,
  type Learner,
  type MergeSpec,
  retortError,
  type Stage,
  type Student,
  type TapName,
  type Tapped,
  type Teacher,
  type TeacherRef,
} from '@retort/kernel';
import { committeeTaps, splitTap } from '../teacher/committee-taps.ts';
import type { PlannedObserver, PlannedTeacher } from './plan.ts';
import { type MergeContext, planMerge } from './plan-merge.ts';

/** A teacher that is finished, or follows a learner: everything but those who are trained by the plan. */
export type FixedRef = Extract<TeacherRef, { readonly kind: 'teacher' | 'slot' }>;

export interface Resolved {
  readonly planned: PlannedTeacher;
  readonly tapped: Pick<Tapped, 'taps' | 'layers' | 'shapeOf' | 'classes'> & Pick<Teacher, 'covers'>;
}

export interface Classroom {
  readonly stage: Stage;
  readonly students: ReadonlyMap<string, Student>;
  readonly teacherOf: (ref: FixedRef) => Teacher | undefined;
  readonly merge: Omit<MergeContext, 'feed' | 'where'> & { readonly feed: (name: string) => MergeContext['feed'] };
  /** Frees what a committee holds, with the plan. */
  readonly owned: { dispose(): void }[];
}

export class TeacherResolver {
  readonly #room: Classroom;
  readonly #observers = new Map<Teacher, Set<TapName>>();
  readonly #asked = new Map<string, Set<TapName>>();

  constructor(room: Classroom) {
    this.#room = room;
  }

  /** `undefined` where there is nobody to answer. */
  resolve(ref: TeacherRef, learner: Learner, where: string, name = `${learner.name}/teacher`): Resolved | undefined {
    switch (ref.kind) {
      case 'teacher':
      case 'slot': {
        const teacher = this.#room.teacherOf(ref);
        return teacher && this.#fixed(teacher, name, where);
      }
      case 'self':
        return { planned: { kind: 'self' }, tapped: this.#room.students.get(learner.student.slot)! };
      case 'peer':
        return this.#peer(ref.learner, learner, where);
      case 'committee': {
        const members = Object.entries(ref.members).map(([member, one]) => {
          const resolved = this.resolve(one, learner, `${where}, member "${member}"`, `${name}/${member}`);
          if (resolved === undefined)
            throw retortError('KD_E_PLAN_TEACHER', { what: `member "${member}" of the teacher of ${where}`, expected: 'a teacher', received: 'none' });
          return [member, resolved] as const;
        });
        return this.#committee(members, ref.merge, name, where);
      }
    }
  }

  /** Notes that `tap` of a teacher will be read. */
  ask(teacher: PlannedTeacher, learner: string, tap: TapName): void {
    switch (teacher.kind) {
      case 'fixed':
        [...this.#observers.values()][teacher.index]!.add(tap);
        return;
      case 'peer':
        this.askStudent(teacher.learner, tap);
        return;
      case 'self':
        this.askStudent(learner, tap);
        return;
      case 'committee': {
        const { member, inner } = splitTap(tap);
        if (member !== undefined && inner !== 'logits') this.ask(teacher.members[teacher.names.indexOf(member)]!, learner, inner);
      }
    }
  }

  askStudent(learner: string, tap: TapName): void {
    const taps = this.#asked.get(learner) ?? new Set();
    this.#asked.set(learner, taps.add(tap));
  }

  studentTaps(learner: string): readonly TapName[] {
    return [...(this.#asked.get(learner) ?? [])].filter((tap) => tap !== 'logits');
  }

  observers(): readonly PlannedObserver[] {
    return [...this.#observers].map(([teacher, taps]) => ({ teacher, taps: [...taps].filter((tap) => tap !== 'logits') }));
  }

  #fixed(teacher: Teacher, name: string, where: string): Resolved {
    if (teacher.committee !== undefined) {
      const members = Object.entries(teacher.committee.members).map(([member, one]) => [member, this.#fixed(one, `${name}/${member}`, where)] as const);
      return this.#committee(members, teacher.committee.merge, name, where);
    }
    if (!this.#observers.has(teacher)) this.#observers.set(teacher, new Set());
    return { planned: { kind: 'fixed', index: [...this.#observers.keys()].indexOf(teacher) }, tapped: teacher };
  }

  #peer(name: string, learner: Learner, where: string): Resolved {
    const { stage, students } = this.#room;
    const others = stage.learners.filter((other) => other.name !== learner.name);
    const peer = others.find((other) => other.name === name);
    if (peer === undefined) {
      const expected = expectedName(
        name,
        others.map((other) => other.name),
      );
      throw retortError('KD_E_PLAN_PEER', { what: `the peer of ${where}`, expected, received: `"${name}"` });
    }
    return { planned: { kind: 'peer', learner: name }, tapped: students.get(peer.student.slot)! };
  }

  #committee(members: readonly (readonly [string, Resolved])[], merge: MergeSpec, name: string, where: string): Resolved {
    const names = members.map(([member]) => checkId(member, `name of a member of the teacher of ${where}`));
    const { random, maker, feed } = this.#room.merge;
    const planned = planMerge(
      merge,
      members.map(([, { tapped }]) => tapped),
      { maker, random: random.child(name), feed: feed(name), where: `the teacher of ${where}` },
    );
    this.#room.owned.push(planned);
    const tapped = committeeTaps(Object.fromEntries(members.map(([member, resolved]) => [member, resolved.tapped])));
    return { planned: { kind: 'committee', names, members: members.map(([, resolved]) => resolved.planned), merge: planned }, tapped };
  }
}
