import { type Callback, defineResponseKnowledge, type Metrics } from '@retort/kernel';
import { div, liveCount, mean, mul, readAll, scalar, sub } from '@retort/tensor';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { modelCheckpoint } from '../src/callback/model-checkpoint.ts';
import type { StageEvent } from '../src/loop/train-stage.ts';
import { learner, loaderOf, openStage, stageOf, tinyKernel, trainTiny } from './tiny-stage.ts';

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});
afterEach(() => {
  expect(liveCount()).toEqual(before);
});

const steps = (events: readonly StageEvent[]) => events.flatMap((event) => (event.kind === 'step' ? [event.report] : []));
const end = (events: readonly StageEvent[]) => events.at(-1) as Extract<StageEvent, { kind: 'end' }>;
/** Evaluation that says what the test wants it to say. */
const script = (values: readonly number[]) => {
  let call = 0;
  return (): Promise<Metrics> => Promise.resolve({ val_accuracy: values[call++]! });
};

describe('the loop', () => {
  test('reports every step, every epoch, and the loss as the weighted sum of its terms', async () => {
    const tiny = await openStage(await tinyKernel(), stageOf());
    const events = await trainTiny(tiny);
    expect(events.map(({ kind }) => kind).filter((kind) => kind === 'epoch')).toHaveLength(3);
    const reports = steps(events);
    expect(reports.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const { loss, terms } of reports) expect(loss).toBeCloseTo(0.5 * terms['student/task']! + terms['student/soft']!, 5);
    expect(reports.at(-1)!.loss).toBeLessThan(reports[0]!.loss);
    expect(end(events)).toEqual({ kind: 'end', steps: 9, reason: 'finished' });
    tiny.dispose();
  });

  test('the gradient norm reported is that before clipping, and clipping bounds the update', async () => {
    const kernel = await tinyKernel();
    const tiny = await openStage(kernel, stageOf([learner], { clip: 1e-3, epochs: 1, optimizer: { id: 'sgd', rate: 1 } }));
    const start = await readAll(tiny.plan.trainables);
    const reports = steps(await trainTiny(tiny));
    const finish = await readAll(tiny.plan.trainables);
    const moved = Math.sqrt(Object.keys(start).reduce((sum, name) => sum + start[name]!.reduce((s, value, i) => s + (value - finish[name]![i]!) ** 2, 0), 0));
    expect(reports[0]!.gradientNorm).toBeGreaterThan(0.01);
    expect(moved).toBeLessThanOrEqual(3 * 1.001e-3);
    expect(moved).toBeGreaterThan(1e-4);
    tiny.dispose();
  });

  test('a loss that is not finite fails the run, naming the step and the terms', async () => {
    const broken = defineResponseKnowledge({
      id: 'broken',
      summary: 'divides by zero',
      loss: ({ student, teacher }) => ({ broken: div(mean(sub(student, teacher)), scalar(0)) as never }),
    });
    const kernel = await tinyKernel(broken);
    const objective = { task: 1, terms: [{ knowledge: 'broken', weight: 1 }] };
    const tiny = await openStage(kernel, stageOf([{ ...learner, objective }]));
    await expect(trainTiny(tiny)).rejects.toMatchObject({ code: 'KD_E_TRAIN_NAN' });
    tiny.dispose();
    const kept = await openStage(kernel, stageOf([{ ...learner, objective }]));
    const events = await trainTiny(kept, [kernel.make('callback', 'terminate-on-nan')]);
    expect(end(events).reason).toMatch(/at step 1$/);
    kept.dispose();
  });

  test('a knowledge that throws in the middle leaves no tensor behind', async () => {
    let calls = 0;
    const failing = defineResponseKnowledge({
      id: 'failing',
      summary: 'throws at its fourth call',
      loss({ student }) {
        if (++calls === 4) throw new Error('enough');
        return { failing: mean(mul(student, student)) as never };
      },
    });
    const tiny = await openStage(await tinyKernel(failing), stageOf([{ ...learner, objective: { task: 1, terms: [{ knowledge: 'failing', weight: 1 }] } }]));
    await expect(trainTiny(tiny)).rejects.toThrow('enough');
    tiny.dispose();
  });

  test('an abandoned loop leaves no tensor behind', async () => {
    const tiny = await openStage(await tinyKernel(), stageOf());
    const { trainStage } = await import('../src/loop/train-stage.ts');
    for await (const event of trainStage({ plan: tiny.plan, loader: loaderOf(tiny.plan.stage), callbacks: [] })) if (event.kind === 'step') break;
    tiny.dispose();
  });

  test('an aborted signal ends the step, hands out a checkpoint and says interrupted', async () => {
    const controller = new AbortController();
    controller.abort();
    const tiny = await openStage(await tinyKernel(), stageOf());
    const events = await trainTiny(tiny, [], { signal: controller.signal });
    expect(events.map(({ kind }) => kind)).toEqual(['begin', 'step', 'checkpoint', 'end']);
    expect(end(events).reason).toBe('interrupted');
    tiny.dispose();
  });
});

describe('callbacks', () => {
  test('early stopping stops after its patience and puts the best weights back', async () => {
    const kernel = await tinyKernel();
    const tiny = await openStage(kernel, stageOf([learner], { epochs: 10 }));
    const seen: Record<string, Float32Array>[] = [];
    const watch: Callback = {
      async onEpochEnd() {
        seen.push(await readAll(tiny.plan.trainables));
      },
    };
    const stopping = kernel.make('callback', { id: 'early-stopping', patience: 2 });
    const events = await trainTiny(tiny, [watch, stopping], { evaluate: script([0.5, 0.8, 0.7, 0.8, 0.6, 0.9]) });
    expect(end(events).reason).toBe('no better val_accuracy since epoch 2');
    expect(seen).toHaveLength(5);
    expect(await readAll(tiny.plan.trainables)).toEqual(seen[1]);
    tiny.dispose();
  });

  test('reduce-lr-on-plateau scales the scheduled rate', async () => {
    const kernel = await tinyKernel();
    const tiny = await openStage(kernel, stageOf([learner], { epochs: 6, batch: 12 }));
    const plateau = kernel.make('callback', { id: 'reduce-lr-on-plateau', patience: 2, factor: 0.5 });
    const rates = steps(await trainTiny(tiny, [plateau], { evaluate: script([0.5, 0.5, 0.5, 0.5, 0.5, 0.6]) })).map(({ rate }) => rate);
    expect(rates).toEqual([0.1, 0.1, 0.1, 0.05, 0.05, 0.025]);
    tiny.dispose();
  });

  test('model-checkpoint saves only what is the best so far', async () => {
    const kernel = await tinyKernel();
    const tiny = await openStage(kernel, stageOf([learner], { epochs: 5 }));
    const events = await trainTiny(tiny, [kernel.make('callback', 'model-checkpoint')], { evaluate: script([0.5, 0.4, 0.7, 0.7, 0.8]) });
    expect(events.flatMap((event) => (event.kind === 'save' ? [[event.name, event.step]] : []))).toEqual([
      ['best', 3],
      ['best', 9],
      ['best', 15],
    ]);
    expect(modelCheckpoint.id).toBe('model-checkpoint');
    tiny.dispose();
  });

  test('a callback that watches what is never reported is told what there is', async () => {
    const kernel = await tinyKernel();
    const tiny = await openStage(kernel, stageOf());
    const stopping = kernel.make('callback', { id: 'early-stopping', monitor: 'val_acuracy' });
    await expect(trainTiny(tiny, [stopping], { evaluate: script([1, 1, 1]) })).rejects.toThrow('did you mean "val_accuracy"');
    tiny.dispose();
  });

  test('csv-logger writes whole rows and continues where a checkpoint left it', async () => {
    const { FILES } = await import('@retort/files');
    const kernel = await tinyKernel();
    const files = kernel.container.resolve(FILES);
    const tiny = await openStage(kernel, stageOf([learner], { epochs: 2 }));
    const logger = kernel.make('callback', { id: 'csv-logger', folder: 'logs' });
    await trainTiny(tiny, [logger], { evaluate: script([0.5, 0.75]) });
    const text = new TextDecoder().decode(await files.readFile('logs/tiny.csv'));
    const lines = text.trim().split('\n');
    expect(lines[0]).toBe('epoch,step,loss,student/task,student/soft,val_accuracy');
    expect(lines).toHaveLength(3);
    expect(lines[2]!.startsWith('2,6,')).toBe(true);
    const again = kernel.make('callback', { id: 'csv-logger', folder: 'logs' });
    again.restore!(logger.state!());
    await again.onEpochEnd!({ stage: 'tiny', epoch: 3, step: 9, logs: { loss: 1, 'student/task': 1, 'student/soft': 1 } }, {} as never);
    expect(new TextDecoder().decode(await files.readFile('logs/tiny.csv'))).toBe(`${text}3,9,1,1,1,\n`);
    tiny.dispose();
  });
});
