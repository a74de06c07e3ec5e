// Evaluates a whole fixture file and says, case by case, how far the registered methods are from their references.
import type { Maker } from '@retort/kernel';
import { evaluateCase } from './evaluate-case.ts';
import { type FixtureCase, parseFixture } from './fixture.ts';

export type CaseStatus = 'pass' | 'fail' | 'not registered';

export interface CaseReport {
  /** Its place in the file, from 0. */
  readonly index: number;
  readonly method: string;
  /** Repository and file of the reference. */
  readonly source: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly status: CaseStatus;
  /** Largest difference divided by the largest magnitude expected; absent where nothing could be evaluated. */
  readonly lossError?: number;
  readonly gradientError?: number;
  /** Why it failed, where it could not be evaluated. */
  readonly reason?: string;
}

export interface ConformanceReport {
  readonly tolerance: { readonly loss: number; readonly gradient: number };
  readonly cases: readonly CaseReport[];
  readonly passed: number;
  readonly failed: number;
  readonly notRegistered: number;
  /** No case failed; under `strict`, every method is registered as well. */
  readonly ok: boolean;
}

export interface ConformanceOptions {
  /** Whether a method that is not registered counts against the whole. */
  readonly strict?: boolean;
}

/**
 * Evaluates every case on the current engine, one after the other. A case that cannot be evaluated (an option that the method
 * does not have, a parameter that it does not build) fails with its reason; the others go on.
 *
 * @param fixture - the parsed JSON of a fixture file.
 * @throws KD_E_CONFORMANCE_FIXTURE when the file is malformed.
 */
export async function evaluateConformance(maker: Maker, fixture: unknown, { strict = false }: ConformanceOptions = {}): Promise<ConformanceReport> {
  const { tolerance, cases } = parseFixture(fixture);
  const known = new Set(maker.list('knowledge').map(({ id }) => id));
  const reports: CaseReport[] = [];
  for (const [index, one] of cases.entries()) {
    const base = { index, method: one.method, source: one.source, options: one.options };
    reports.push(known.has(one.method) ? { ...base, ...(await judge(maker, one, tolerance)) } : { ...base, status: 'not registered' });
  }
  const count = (status: CaseStatus) => reports.filter((report) => report.status === status).length;
  const [passed, failed, notRegistered] = [count('pass'), count('fail'), count('not registered')];
  return {
    tolerance: { loss: tolerance.loss, gradient: tolerance.gradient },
    cases: reports,
    passed,
    failed,
    notRegistered,
    ok: failed === 0 && !(strict && notRegistered > 0),
  };
}

async function judge(
  maker: Maker,
  one: FixtureCase,
  tolerance: ConformanceReport['tolerance'],
): Promise<Pick<CaseReport, 'status' | 'lossError' | 'gradientError' | 'reason'>> {
  try {
    const errors = await evaluateCase(maker, one);
    // Written so that NaN fails.
    const isClose = errors.lossError <= tolerance.loss && errors.gradientError <= tolerance.gradient;
    return { ...errors, status: isClose ? 'pass' : 'fail' };
  } catch (error) {
    return { status: 'fail', reason: error instanceof Error ? error.message : String(error) };
  }
}
