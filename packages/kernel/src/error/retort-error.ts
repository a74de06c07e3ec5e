// The one error class. It says what, what was expected, what came and what to do, and ends with its code.
const BRAND: unique symbol = Symbol.for('@retort/error');

export interface ErrorDetail {
  /** What is wrong, and where: `tap "conv9" of the student`. */
  readonly what: string;
  readonly expected?: string;
  readonly received?: string;
  /** The next action. */
  readonly action?: string;
  /** File, with line and column where known. */
  readonly where?: string;
  readonly cause?: unknown;
}

export class RetortError extends Error {
  override readonly name = 'RetortError';
  readonly [BRAND] = true;
  readonly code: string;
  readonly detail: ErrorDetail;

  constructor(code: string, detail: ErrorDetail) {
    super(sentence(code, detail), detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.detail = detail;
  }

  /** Works across copies of this package; `instanceof` does not. */
  static is(error: unknown, code?: string): error is RetortError {
    return typeof error === 'object' && error !== null && BRAND in error && (code === undefined || (error as RetortError).code === code);
  }
}

function sentence(code: string, { what, expected, received, action, where }: ErrorDetail): string {
  const parts = [
    where === undefined ? what : `${where}: ${what}`,
    expected === undefined ? '' : `Expected ${expected}`,
    received === undefined ? '' : `Received ${received}`,
    action ?? '',
  ];
  const text = parts.filter((part) => part !== '').map((part) => (/[.!?]$/.test(part) ? part : `${part}.`));
  return `${text.join(' ')} [${code}]`;
}
