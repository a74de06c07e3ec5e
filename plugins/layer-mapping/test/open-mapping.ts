// An attending mapping opened over given activations, for tests: what it joins, as plain numbers.
import type { BuiltMapping, Choice, Contribution, MappingBuild, Shape } from '@retort/kernel';
import { randomStream, readAll, scope } from '@retort/tensor';
import { type HostTensor, makerOf, toTensor } from '@retort/testing';

export type Activations = Readonly<Record<string, HostTensor>>;

export interface Joined {
  readonly student: Float32Array;
  readonly teacher: Float32Array;
  readonly weights?: Float32Array;
}

export interface OpenedMapping {
  readonly built: BuiltMapping;
  readonly build: MappingBuild;
  join(student: Activations, teacher: Activations): Promise<readonly Joined[]>;
  close(): void;
}

export function openMapping(contribution: Contribution<'mapping'>, options: object, student: Activations, teacher: Activations): OpenedMapping {
  const mapping = makerOf([contribution]).make('mapping', { ...options, id: contribution.id } as Choice);
  const shapes = (side: Activations): ReadonlyMap<string, Shape> =>
    new Map([['logits', [2]], ...Object.entries(side).map(([tap, { shape }]) => [tap, shape.slice(1)] as const)]);
  const [own, other] = [shapes(student), shapes(teacher)];
  const pairs = mapping.pairs({ student: own, teacher: other });
  const build: MappingBuild = {
    pairs,
    student: pairs.map((pair) => own.get(pair.student)!),
    teacher: pairs.map((pair) => other.get(pair.teacher)!),
    batch: { size: Object.values(student)[0]!.shape[0]!, fixed: true },
    random: randomStream(2, 'test/mapping'),
  };
  const built = mapping.build!(build);
  return {
    built,
    build,
    async join(ours, theirs) {
      const made = scope(() =>
        built.join({ student: pairs.map((pair) => toTensor(ours[pair.student]!)), teacher: pairs.map((pair) => toTensor(theirs[pair.teacher]!)) }),
      );
      const read = await Promise.all(made.map((pair) => readAll({ ...pair })));
      for (const pair of made) for (const tensor of Object.values(pair)) tensor.dispose();
      return read as unknown as readonly Joined[];
    },
    close() {
      for (const variable of Object.values(built.variables ?? {})) variable.dispose();
    },
  };
}
