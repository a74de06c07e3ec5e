// What the steps of an installation share: where they build, what they may take from, and whom they tell.
import type { ToolCall } from './run-tool.ts';

export interface Job {
  /** A folder of this installation's own, removed at its end. */
  readonly staging: string;
  /** A folder with a wheel (or what was unpacked from it) and npm tarballs, to take in place of downloads. */
  readonly from: string | undefined;
  /** Passed to every program that is run. */
  readonly tool: Pick<ToolCall, 'line' | 'signal'>;
  /** Says what is done next. */
  step(text: string): void;
}
