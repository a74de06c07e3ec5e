// What the numbers say about distillation, in plain words: each arm against the arm `alone`, over the same seeds.
import type { ParticipantSummary, RunSummary } from '../run-files.ts';
import { fixed, signed } from './format-number.ts';
import { spreadOf } from './spread.ts';

/** The arm that others are measured against. */
export const BASELINE = 'alone';

export interface Comparison {
  readonly arm: string;
  /** Mean accuracy of the arm less that of the baseline, in points (hundredths). */
  readonly points: number;
  /** `better` and `worse`: by more than either standard deviation. `unclear`: not so, or only one seed. */
  readonly outcome: 'better' | 'worse' | 'unclear';
  readonly sentence: string;
}

/** One comparison per arm but the baseline; none where the run has no baseline. */
export function comparisons({ participants, samples }: RunSummary): readonly Comparison[] {
  const baseline = participants.find(({ name }) => name === BASELINE);
  if (baseline === undefined) return [];
  return participants.filter(({ name }) => name !== BASELINE && name !== 'teacher').map((arm) => compare(arm, baseline, samples.test));
}

function compare(arm: ParticipantSummary, baseline: ParticipantSummary, tested: number): Comparison {
  const [mine, base] = [accuracyOf(arm), accuracyOf(baseline)];
  const points = mine.mean - base.mean;
  const said = `“${arm.name}” reaches ${fixed(mine.mean, 1)} %, “${BASELINE}” ${fixed(base.mean, 1)} %`;
  if (!Number.isFinite(points)) return { arm: arm.name, points, outcome: 'unclear', sentence: `${said}: there is no accuracy to compare.` };
  const apart = `${fixed(Math.abs(points), 1)} points`;
  if (mine.sd === undefined || base.sd === undefined)
    return {
      arm: arm.name,
      points,
      outcome: 'unclear',
      sentence: `${said}: a difference of ${signed(points, 1)} points from a single seed and ${tested} test samples. One seed cannot tell it from chance; run at least three.`,
    };
  const spread = Math.max(mine.sd, base.sd);
  const spreads = `the larger standard deviation over ${mine.count} seeds (${fixed(spread, 1)})`;
  if (points > spread) return { arm: arm.name, points, outcome: 'better', sentence: `${said}: better by ${apart}, more than ${spreads}.` };
  if (-points > spread)
    return { arm: arm.name, points, outcome: 'worse', sentence: `${said}: worse by ${apart}, more than ${spreads}. Here it did not help; it did harm.` };
  return {
    arm: arm.name,
    points,
    outcome: 'unclear',
    sentence: `${said}: a difference of ${signed(points, 1)} points, within ${spreads}. This run does not show that it helped.`,
  };
}

const accuracyOf = ({ seeds }: ParticipantSummary) => spreadOf(seeds.map(({ metrics }) => (metrics.accuracy ?? Number.NaN) * 100));
