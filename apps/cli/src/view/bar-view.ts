// A progress bar per stage, with the loss and the accuracy as they come; finished stages leave one line behind.
import type { RetortEvent } from '@retort/distill';
import { Presets, SingleBar } from 'cli-progress';
import type { View } from './follow.ts';
import { dataLine, eagerLine, engineLine, participantLine, skippedLine } from './lines.ts';

export function barView(): View {
  let bar: SingleBar | undefined;
  let accuracy = '';
  let begun = { steps: 0, at: 0 };
  const print = (line: string): void => {
    bar?.stop();
    bar = undefined;
    process.stdout.write(`${line}\n`);
  };
  return {
    show(event) {
      if (event.kind === 'engine') print(engineLine(event.engine));
      if (event.kind === 'data') print(dataLine(event));
      if (event.kind === 'seed') print(`seed ${event.seed} (${event.index + 1}/${event.count})`);
      if (event.kind === 'stage-done') print(`  ${event.place.arm}/${event.place.stage}: already finished`);
      if (event.kind === 'checkpoint-skipped') print(`  ${skippedLine(event)}`);
      if (event.kind === 'participant') print(`  ${participantLine(event.participant)}`);
      if (event.kind === 'stage') step(event);
    },
    close() {
      bar?.stop();
      bar = undefined;
    },
  };

  function step({ place, event }: Extract<RetortEvent, { kind: 'stage' }>): void {
    if (event.kind === 'begin') {
      accuracy = '';
      begun = { steps: event.report.steps, at: event.resumedAt };
      bar = open(place.arm, begun);
    }
    if (event.kind === 'capture' && !event.captured) {
      print(`  ${eagerLine(place, event)}`);
      bar = open(place.arm, begun);
    }
    if (event.kind === 'epoch') {
      const value = event.report.logs.val_accuracy;
      if (value !== undefined) accuracy = `  accuracy ${(100 * value).toFixed(1)} %`;
    }
    if (event.kind === 'step') bar?.update(event.report.step, { numbers: `loss ${event.report.loss.toPrecision(3)}${accuracy}` });
  }
}

function open(arm: string, { steps, at }: { readonly steps: number; readonly at: number }): SingleBar {
  const format = `  ${arm} {bar} {value}/{total}  {numbers}`;
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true, stopOnComplete: false, linewrap: false }, Presets.shades_classic);
  bar.start(steps, at, { numbers: '' });
  return bar;
}
