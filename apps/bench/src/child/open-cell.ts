// A cell ready to be timed: the real training loop over a scenario, held at its first batch.
import { retortError } from '@retort/kernel';
import { type StageEvent, trainStage } from '@retort/trainer';
import type { CellRequest, Share, ShareTurns } from '../protocol.ts';
import { openTraining } from './open-training.ts';
import { type Pacer, paced } from './pacer.ts';
import { watchOperations } from './watch-operations.ts';

export interface Cell {
  readonly device: string;
  /** Wall time of so many steps more, in milliseconds. */
  turn(steps: number): Promise<number>;
  /** Turns in which tensor operations are watched, which makes them slower. */
  share(turns: ShareTurns): Promise<Share>;
  /** How steps run, where the engine can capture them: `captured`, or why not. */
  readonly steps: string | undefined;
  /** Ends the loop and frees everything. */
  close(): Promise<void>;
}

/** @param output - where lines for people go */
export async function openCell(request: CellRequest, output: (line: string) => void): Promise<Cell> {
  const { engine, plan, loader, close } = await openTraining(request, output);
  const pacer = paced(loader);
  const stop = new AbortController();
  let steps: string | undefined;
  const training = drain(trainStage({ plan, loader: pacer.loader, callbacks: [], signal: stop.signal, capture: engine.capture }), (notice) => {
    steps = notice.reason ?? 'captured';
  });
  return {
    device: engine.device,
    get steps() {
      return steps;
    },
    turn: (count) => turn(pacer, training, count),
    async share({ steps: count, warm, watched }) {
      const turns = async (least: number): Promise<number> => {
        let ms = 0;
        do ms += await turn(pacer, training, count);
        while (ms < least);
        return ms;
      };
      const { result: ms, insideMs } = await watchOperations(async (begin) => {
        await turns(warm);
        begin();
        return turns(watched);
      });
      return { ms, insideMs };
    },
    async close() {
      stop.abort();
      pacer.release();
      await training;
      await close();
    },
  };
}

async function drain(events: AsyncIterable<StageEvent>, told: (notice: Extract<StageEvent, { kind: 'capture' }>) => void): Promise<void> {
  for await (const event of events) if (event.kind === 'capture') told(event);
}

/** A loop that ends, or fails, grants no more turns. */
function turn(pacer: Pacer, training: Promise<void>, steps: number): Promise<number> {
  const ended = training.then(() => {
    throw retortError('KD_E_BENCH_CHILD', { what: 'the training loop', expected: 'one that goes on', received: 'its end' });
  });
  return Promise.race([pacer.turn(steps), ended]);
}
