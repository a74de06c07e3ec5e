// The voices of a committee, by name: its members, and where both are heard apart those of a committee within it.
import type { PlannedCommittee, PlannedTeacher } from './plan.ts';

/** `member`, or `member/inner`, in the order in which they are heard. */
export function voiceNames({ names, members, merge }: PlannedCommittee): readonly string[] {
  return members.flatMap((member, k) => (merge.apart && isApart(member) ? voiceNames(member).map((inner) => `${names[k]}/${inner}`) : [names[k]!]));
}

/** Whether some voice is weighed for each sample. */
export function weighsSamples({ members, merge }: PlannedCommittee): boolean {
  return merge.per === 'sample' || (merge.apart && members.some((member) => isApart(member) && weighsSamples(member)));
}

function isApart(teacher: PlannedTeacher): teacher is PlannedCommittee {
  return teacher.kind === 'committee' && teacher.merge.apart;
}
