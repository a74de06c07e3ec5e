// The students of a stage that teach each other: how many, of which networks, and what they are called.
import type { Choice, StrategyContext, TeacherRef } from '@retort/kernel';
import { choiceOf } from '@retort/kernel/zod';
import { z } from 'zod';

export interface Peer {
  /** Of the learner. */
  readonly name: string;
  readonly slot: string;
  readonly model: Choice;
}

export type Peers = readonly [Peer, ...Peer[]];

export const studentsOption = z
  .union([z.int().min(2).max(16), z.array(choiceOf('family')).min(2).max(16)])
  .default(2)
  .describe(
    "How many of the recipe's student, each with first weights of its own; or the networks, one for each. The first one's network is that of the result.",
  );

/** Learners `student`, `student-2`, ...; slots under the same names. */
export function peersOf({ student, name }: StrategyContext, students: number | readonly Choice[]): Peers {
  const models = typeof students === 'number' ? Array<Choice>(students).fill(student) : students;
  const [first, ...rest] = models.map((model, index) => {
    const local = index === 0 ? 'student' : `student-${index + 1}`;
    return { name: local, slot: name(local), model };
  });
  return [first!, ...rest];
}

/** Members of a committee, each under the name of its learner. */
export function membersOf(peers: readonly Peer[], refOf: (peer: Peer) => TeacherRef): Readonly<Record<string, TeacherRef>> {
  return Object.fromEntries(peers.map((peer) => [peer.name, refOf(peer)]));
}

/** Several as a committee whose losses are averaged; one as itself. */
export function average(members: Readonly<Record<string, TeacherRef>>): TeacherRef {
  const all = Object.values(members);
  return all.length === 1 ? all[0]! : { kind: 'committee', members, merge: { space: 'loss', weights: 'fixed' } };
}
