// Plain lines for logs: one when a stage begins, one about every ten seconds while it lasts, one when it ends.
import type { RetortEvent } from '@retort/distill';
import type { View } from './follow.ts';
import { dataLine, eagerLine, engineLine, numbers, participantLine, skippedLine } from './lines.ts';

const EVERY_MS = 10_000;

export function lineView(): View {
  let last = performance.now();
  const print = (line: string): void => {
    last = performance.now();
    process.stdout.write(`${line}\n`);
  };
  return {
    show(event) {
      const line = lineOf(event, performance.now() - last >= EVERY_MS);
      if (line !== undefined) print(line);
    },
    close() {
      // Nothing is held.
    },
  };
}

function lineOf(event: RetortEvent, due: boolean): string | undefined {
  switch (event.kind) {
    case 'engine':
      return engineLine(event.engine);
    case 'data':
      return dataLine(event);
    case 'seed':
      return `seed ${event.seed} (${event.index + 1}/${event.count})`;
    case 'stage': {
      const { place, event: inner } = event;
      if (inner.kind === 'begin' && inner.resumedAt > 0) return `  ${place.arm}/${place.stage}: resumed at step ${inner.resumedAt}`;
      if (inner.kind === 'capture' && !inner.captured) return `  ${eagerLine(place, inner)}`;
      if (inner.kind === 'epoch' && due) return `  ${place.arm}/${place.stage}: epoch ${inner.report.epoch}  ${numbers(inner.report.logs)}`;
      return undefined;
    }
    case 'stage-done':
      return `  ${event.place.arm}/${event.place.stage}: already finished`;
    case 'checkpoint-skipped':
      return `  ${skippedLine(event)}`;
    case 'participant':
      return `  ${participantLine(event.participant)}`;
    default:
      return undefined;
  }
}
