// What a committee says of itself: its members, and how they are heard.
import type { MergeSpec, RandomStream, Teacher } from '@retort/kernel';

/** None where a member has none, or where the merge is not plain data: code cannot be told apart. */
export function committeeDigest(members: Readonly<Record<string, Teacher>>, merge: MergeSpec, random: RandomStream): Pick<Teacher, 'digest'> {
  const each = Object.entries(members);
  if (!isPlain(merge) || each.some(([, { digest }]) => digest === undefined)) return {};
  return {
    async digest() {
      const said = await Promise.all(each.map(async ([name, member]) => `${name}: ${await member.digest!()}`));
      return `committee ${JSON.stringify(merge)} by ${random.name}@${random.seed} (${said.join(', ')})`;
    },
  };
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  const prototype: unknown = Object.getPrototypeOf(value);
  return [Object.prototype, Array.prototype, null].includes(prototype as object) && Object.values(value).every(isPlain);
}
