// What the steps of an installation share: where they build, what they may take from, and whom they tell.
import type { Tool, ToolName } from './find-tools.ts';
import type { ToolCall } from './run-tool.ts';

export interface Job {
  /** A folder of this installation's own, removed at its end. */
  readonly staging: string;
  /** A folder with a wheel (or what was unpacked from it) and npm tarballs, to take in place of downloads. */
  readonly from: string | undefined;
  /** Those that it needs, all found before anything is done. */
  readonly tools: Readonly<Partial<Record<ToolName, Tool>>>;
  /** Passed to every program that is run. */
  readonly tool: Pick<ToolCall, 'line' | 'signal'>;
  /** Says what is done next. */
  step(text: string): void;
}

/** The command of a tool that was found for this job. */
export function commandOf({ tools }: Job, name: ToolName): string {
  return (tools[name] as Tool).command;
}
