// Shadows in a run: they teach in the same stage and later, are judged, kept, remembered and resumed.
import type { Callback, Learner, Stage, StageOutcome } from '@retort/kernel';
import { liveCount, readAll } from '@retort/tensor';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lambdaCallback } from '../src/callback/lambda-callback.ts';
import { emptyDisk, inOrder, runScript, type Script } from './scripted-run.ts';
import { learner, openStage, stageOf, tinyKernel, trainTiny } from './tiny-stage.ts';

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});
afterEach(() => {
  expect(liveCount()).toEqual(before);
});

const own: Learner = { ...learner, student: { slot: 'student', model: { id: 'mlp', hidden: [3], batchNorm: true } }, teacher: { kind: 'slot', slot: 'ema' } };
const shadows = [{ slot: 'ema', of: 'student', follow: { kind: 'average', momentum: 0.9 } }] as const;
const first: Stage = { ...stageOf([own], { epochs: 2 }), name: 'first', view: 'full', shadows };
const later: Stage = { ...stageOf([{ ...own, student: { slot: 'later', model: { id: 'mlp', hidden: [2] } } }], { epochs: 1 }), name: 'later', view: 'full' };

test('the mean teacher teaches its own learner, is judged beside it, teaches in the next stage, and is the result', async () => {
  const outcomes: StageOutcome[] = [];
  const script: Script = async function* () {
    outcomes.push(yield first, yield later);
    return { slot: 'ema' };
  };
  const { events, weights, participants } = await runScript(script);
  expect(Object.keys(outcomes[0]!.learners)).toEqual(['student', 'ema']);
  expect(outcomes[0]!.learners.ema!.accuracy).toBeTypeOf('number');
  expect(Object.keys(outcomes[1]!.learners)).toEqual(['student']);
  const [epoch] = events.flatMap((event) =>
    event.kind === 'stage' && event.place.arm === 'distilled' && event.event.kind === 'epoch' ? [event.event.report] : [],
  );
  expect(Object.keys(epoch!.logs)).toEqual(expect.arrayContaining(['val_accuracy', 'val_agreement', 'val_ema_accuracy', 'val_ema_agreement']));
  expect(Object.keys(weights)).toContain('hidden1-norm/moving_mean');
  expect(participants.at(-1)!.parameters).toBe(4 * 3 + 2 * 3 + 3 * 2 + 2);
});

test('a shadow is not the learner: it lags', async () => {
  const [student, ema] = [await runScript(inOrder([first])), await runScript(inOrder([first], { slot: 'ema' }))];
  expect(ema.weights['logits/kernel']).not.toEqual(student.weights['logits/kernel']);
  // Statistics are copied after each step.
  expect(ema.weights['hidden1-norm/moving_mean']).toEqual(student.weights['hidden1-norm/moving_mean']);
  const still = { ...first, shadows: [{ ...shadows[0], follow: { kind: 'copy', every: 1 } }] } satisfies Stage;
  const [copied, copy] = [await runScript(inOrder([still])), await runScript(inOrder([still], { slot: 'ema' }))];
  expect(copy.weights).toEqual(copied.weights);
});

test('stopped after any step and resumed, the shadow ends bit-equal, and what it taught too', async () => {
  for (const result of ['ema', 'later']) {
    const script = inOrder([first, later], { slot: result });
    const reference = await runScript(script);
    for (const stopAt of [9, 15, 24, 27]) {
      const files = await emptyDisk();
      const cut = await runScript(script, { files, stopAt });
      const resumed = await runScript(script, { files });
      expect({ result, stopAt, ...resumed.weights }).toEqual({ result, stopAt, ...reference.weights });
      expect([...cut.steps, ...resumed.steps]).toEqual(reference.steps);
    }
  }
});

test('what a callback remembers and recalls, it does of the shadow too', async () => {
  const kernel = await tinyKernel();
  const tiny = await openStage(kernel, stageOf([{ ...learner, student: own.student }], { epochs: 3 }));
  const { student } = tiny.plan.learners[0]!;
  const model = await kernel.make('family', own.student.model).build({ inputShape: [4], classes: 2, random: tiny.plan.random });
  const shadow = { slot: 'ema', of: student, model, follow: { kind: 'average', momentum: 0.5 } } as const;
  const at: Record<string, Float32Array>[] = [];
  const keep: Callback = {
    async onEpochEnd({ epoch }, control) {
      at.push(await readAll(model.trainables()));
      if (epoch === 1) control.remember('best');
      if (epoch === 3) control.recall('best');
    },
  };
  await trainTiny(tiny, [keep], { shadows: [shadow] });
  expect(at[2]).not.toEqual(at[0]);
  expect(await readAll(model.trainables())).toEqual(at[0]);
  model.dispose();
  tiny.dispose();
  await kernel.dispose();
});

test('as many tensors live after the last step as after the first', async () => {
  const counts: number[] = [];
  const count = lambdaCallback('counting', { onStepEnd: () => void counts.push(liveCount().tensors) });
  await runScript(inOrder([{ ...first, training: { ...first.training, epochs: 5, callbacks: ['counting'] } }]), { contributions: [count] });
  expect(counts.length).toBe(40);
  expect(new Set(counts.slice(1)).size).toBe(1);
});
