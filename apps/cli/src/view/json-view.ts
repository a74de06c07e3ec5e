// One JSON object per event; bulk numbers (logits, pixels) stay in the run folder.
import type { RetortEvent } from '@retort/distill';
import type { View } from './follow.ts';

export function jsonView(): View {
  return {
    show(event) {
      const plain = printable(event);
      if (plain !== undefined) process.stdout.write(`${JSON.stringify(plain)}\n`);
      if (event.kind === 'interrupted') process.exitCode = 130;
    },
    close() {
      // Nothing is held.
    },
  };
}

function printable(event: RetortEvent): object | undefined {
  switch (event.kind) {
    case 'engine':
      return { kind: 'engine', id: event.engine.id, device: event.engine.device, why: event.engine.why };
    case 'participant': {
      const { seed, name, metrics, parameters, steps, msPerStep } = event.participant;
      return { kind: 'participant', seed, name, metrics, parameters, steps, msPerStep };
    }
    case 'member':
    case 'student':
      return undefined;
    case 'done':
      return { kind: 'done', summary: event.summary, folder: event.folder };
    default:
      return event;
  }
}
