// Follows a run's events on the terminal: progress bars where there is one, plain lines where there is none, JSON lines on
// request. Turns SIGINT and SIGTERM into an orderly end: the step in progress ends, the state is saved.
import type { RetortEvent } from '@retort/distill';
import pc from 'picocolors';
import { barView } from './bar-view.ts';
import { jsonView } from './json-view.ts';
import { lineView } from './line-view.ts';
import { summaryText } from './tables.ts';

export interface View {
  show(event: RetortEvent): void;
  /** Leaves the terminal as it found it. */
  close(): void;
}

export interface FollowOptions {
  readonly json: boolean;
  /** The command that continues an interrupted run; absent where nothing is kept. */
  readonly resume?: string;
  /** One batch only: its numbers say nothing and are not printed as results. */
  readonly rehearsal?: boolean;
}

/** Exit code of a run that was interrupted and can be resumed. */
const INTERRUPTED = 130;

const REHEARSED = 'every part works: one batch each, stopped, saved, resumed and reported. The numbers above mean nothing; nothing was kept.\n';

export async function follow(start: (signal: AbortSignal) => AsyncIterable<RetortEvent>, { json, resume, rehearsal = false }: FollowOptions): Promise<void> {
  const controller = new AbortController();
  const stop = (): void => {
    // A second signal leaves at once: every save is atomic, so nothing is damaged.
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
    if (!json) process.stderr.write(pc.dim('\nfinishing the step and saving; once more to leave at once\n'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const view = json ? jsonView() : process.stdout.isTTY ? barView() : lineView();
  try {
    for await (const event of start(controller.signal)) {
      view.show(event);
      if (json) continue;
      if (event.kind === 'interrupted') {
        view.close();
        process.exitCode = INTERRUPTED;
        process.stdout.write(stoppedText(event, resume));
      }
      if (event.kind === 'done') {
        view.close();
        process.stdout.write(rehearsal ? REHEARSED : resultText(event));
      }
    }
  } finally {
    view.close();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

function stoppedText({ step, place }: Extract<RetortEvent, { kind: 'interrupted' }>, resume: string | undefined): string {
  const where = `stopped at step ${step} of ${place.stage}`;
  return resume === undefined ? `${where}, nothing was kept\n` : `${where}, saved\ncontinue with: ${pc.bold(resume)}\n`;
}

function resultText({ summary, folder }: Extract<RetortEvent, { kind: 'done' }>): string {
  return `\n${summaryText(summary)}\n${folder === undefined ? '' : `report: ${pc.bold(`${folder}/report.html`)}\n`}`;
}
