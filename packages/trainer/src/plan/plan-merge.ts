// Resolves how a committee is heard: the weighting is made and built, its feeds registered, its members checked.
import {
  type BuiltWeighting,
  type Maker,
  type MergeSpec,
  type RandomStream,
  retortError,
  type Schedule,
  type Tapped,
  type Teacher,
  type Tensor2D,
} from '@retort/kernel';
import { tensor2d } from '@retort/tensor';
import { toSchedule } from '../schedule/to-schedule.ts';
import type { MergeWay } from '../teacher/merge-logits.ts';
import { located } from './located.ts';

export interface PlannedMerge extends MergeWay {
  /** Whether each term is computed against each member, and the losses are weighted. */
  readonly apart: boolean;
  readonly per: 'member' | 'sample';
  readonly weigh: BuiltWeighting;
  /** Local feed name to feed name. */
  readonly feeds: Readonly<Record<string, string>>;
  /** Frees the masks. */
  dispose(): void;
}

export interface MergeContext {
  readonly maker: Maker;
  readonly random: RandomStream;
  /** For people. */
  readonly where: string;
  /** Registers what varies; the name of the feed. */
  readonly feed: (local: string, value: number | Schedule) => string;
}

/** @throws KD_E_PLAN_COMMITTEE, KD_E_PLAN_CLASSES */
export function planMerge(
  { space, weights, temperature = 1 }: MergeSpec,
  members: readonly (Pick<Tapped, 'classes'> & Pick<Teacher, 'covers'>)[],
  { maker, random, where, feed }: MergeContext,
): PlannedMerge {
  const refuse = (expected: string, received: string) => retortError('KD_E_PLAN_COMMITTEE', { what: where, expected, received });
  if (members.length === 0) throw refuse('at least one member', 'none');
  if (!(temperature > 0)) throw refuse('a temperature above 0', String(temperature));
  const { classes } = members[0]!;
  const odd = members.find((member) => member.classes !== classes);
  if (odd !== undefined)
    throw retortError('KD_E_PLAN_CLASSES', { what: where, expected: `members of ${classes} classes each`, received: `one of ${odd.classes}` });
  const special = members.some(({ covers }) => covers !== undefined);
  if (special && space === 'loss') throw refuse('the space "logit" or "probability", as a member knows some classes only', '"loss"');
  const unknown = special ? Array.from({ length: classes }, (_, c) => c).filter((c) => members.every(({ covers }) => covers?.includes(c) === false)) : [];
  if (unknown.length > 0) throw refuse('a member for each class', `none for class ${unknown.join(', ')}`);

  const weighting = maker.make('weighting', weights, `weights of ${where}`);
  const weigh = located(`weights of ${where}`, () => weighting.build({ members: members.length, classes, random }));
  const feeds = Object.fromEntries(
    Object.entries(weighting.feeds).map(([local, value]) => [local, feed(local, toSchedule(maker, value, `${local} of ${where}`))]),
  );
  const masks = special ? members.map(({ covers }) => maskOf(covers, classes)) : undefined;
  return {
    apart: space === 'loss',
    space: space === 'loss' ? 'logit' : space,
    temperature,
    per: weighting.per,
    weigh,
    feeds,
    ...(masks === undefined ? {} : { masks }),
    dispose() {
      for (const mask of masks ?? []) mask.dispose();
    },
  };
}

function maskOf(covers: readonly number[] | undefined, classes: number): Tensor2D {
  return tensor2d([Array.from({ length: classes }, (_, c) => (covers === undefined || covers.includes(c) ? 1 : 0))], [1, classes], 'float32');
}
