// Conformance results as text.
import type { CaseReport, ConformanceReport } from '@retort/conformance';
import pc from 'picocolors';

export function conformanceLine({ method, status, lossError, gradientError, reason, options }: CaseReport): string {
  const mark = status === 'pass' ? pc.green('pass') : status === 'fail' ? pc.red('FAIL') : pc.yellow('----');
  const errors =
    lossError === undefined || gradientError === undefined
      ? (reason ?? pc.dim(status))
      : `loss ${lossError.toExponential(1)}  gradient ${gradientError.toExponential(1)}`;
  return `${mark}  ${method.padEnd(26)} ${errors}  ${pc.dim(JSON.stringify(options))}`;
}

export function conformanceSummary(
  { cases, passed, failed, notRegistered, tolerance }: ConformanceReport,
  engine: { readonly id: string; readonly device: string },
): string {
  const worst = (values: readonly (number | undefined)[]): string => Math.max(0, ...values.map((value) => value ?? 0)).toExponential(1);
  const loss = worst(cases.map(({ lossError }) => lossError));
  const gradient = worst(cases.map(({ gradientError }) => gradientError));
  return `${engine.id} (${engine.device}): ${passed} passed, ${failed} failed, ${notRegistered} not registered; largest relative error ${loss} (loss), ${gradient} (gradient), allowed ${tolerance.loss} and ${tolerance.gradient}`;
}
