// What the numbers say about distillation, in plain words: each arm that learns from someone against one that does not.
import type { Choice, Recipe } from '@retort/kernel';
import type { ParticipantSummary, RunSummary } from '../run-files.ts';
import { fixed, signed } from './format-number.ts';
import { spreadOf } from './spread.ts';

/** The strategy of arms that learn from the labels alone, and the name of the usual such arm. */
const ALONE = 'alone';

export interface Comparison {
  readonly arm: string;
  /** The arm it is measured against. */
  readonly baseline: string;
  /** Mean accuracy of the arm less that of the baseline, in points (hundredths). */
  readonly points: number;
  /** `better` and `worse`: by more than either standard deviation. `unclear`: not so, or only one seed. */
  readonly outcome: 'better' | 'worse' | 'unclear';
  readonly sentence: string;
}

/**
 * One comparison per arm whose strategy is not `alone`. Its baseline is the `alone` arm that sees the same samples and
 * labels (the same view), else the arm called `alone`, else the first one of that strategy. None without a baseline.
 */
export function comparisons({ participants, samples }: RunSummary, arms: Recipe['arms']): readonly Comparison[] {
  const isAlone = ({ name }: ParticipantSummary): boolean => Object.hasOwn(arms, name) && idOf(arms[name]!.strategy) === ALONE;
  const baselines = participants.filter(isAlone);
  return participants
    .filter((one) => Object.hasOwn(arms, one.name) && !isAlone(one))
    .flatMap((arm) => {
      const sameView = baselines.find(({ name }) => arms[name]!.view === arms[arm.name]!.view);
      const baseline = sameView ?? baselines.find(({ name }) => name === ALONE) ?? baselines[0];
      return baseline === undefined ? [] : [compare(arm, baseline, samples.test)];
    });
}

const idOf = (choice: Choice): string => (typeof choice === 'string' ? choice : choice.id);

function compare(arm: ParticipantSummary, against: ParticipantSummary, tested: number): Comparison {
  const [mine, base] = [accuracyOf(arm), accuracyOf(against)];
  const points = mine.mean - base.mean;
  const said = `“${arm.name}” reaches ${fixed(mine.mean, 1)} %, “${against.name}” ${fixed(base.mean, 1)} %`;
  const result = (outcome: Comparison['outcome'], rest: string): Comparison => ({
    arm: arm.name,
    baseline: against.name,
    points,
    outcome,
    sentence: `${said}: ${rest}`,
  });
  if (!Number.isFinite(points)) return result('unclear', 'there is no accuracy to compare.');
  if (mine.sd === undefined || base.sd === undefined) {
    const chance = 'One seed cannot tell it from chance; run at least three.';
    return result('unclear', `a difference of ${signed(points, 1)} points from a single seed and ${tested} test samples. ${chance}`);
  }
  const apart = `${fixed(Math.abs(points), 1)} points`;
  const spread = Math.max(mine.sd, base.sd);
  const spreads = `the larger standard deviation over ${mine.count} seeds (${fixed(spread, 1)})`;
  if (points > spread) return result('better', `better by ${apart}, more than ${spreads}.`);
  if (-points > spread) return result('worse', `worse by ${apart}, more than ${spreads}. Distillation did harm here.`);
  return result('unclear', `a difference of ${signed(points, 1)} points, within ${spreads}. This run does not show that distillation helped.`);
}

const accuracyOf = ({ seeds }: ParticipantSummary) => spreadOf(seeds.map(({ metrics }) => (metrics.accuracy ?? Number.NaN) * 100));
