// What terms have learnt goes along from stage to stage of an arm, and through a resume.
import type { Learner, Stage } from '@retort/kernel';
import { liveCount } from '@retort/tensor';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { probe } from './probe.ts';
import { emptyDisk, inOrder, runScript } from './scripted-run.ts';
import { learner, stageOf } from './tiny-stage.ts';

let before: ReturnType<typeof liveCount>;
beforeEach(() => {
  before = liveCount();
});
afterEach(() => {
  expect(liveCount()).toEqual(before);
});

const probing = (size: number, more: Partial<Learner> = {}, name?: string): Learner => ({
  ...learner,
  objective: { task: 0.5, terms: [{ knowledge: { id: 'probing', size }, weight: 1, ...(name === undefined ? {} : { name }) }] },
  ...more,
});
const stage = (name: string, one: Learner): Stage => ({ ...stageOf([one], { callbacks: ['watching'], epochs: 1 }), name, view: 'full' });
const other = { student: { slot: 'other', model: learner.student.model } };

test.each([
  ['continues with the variables it had', probing(1), true],
  ['under another name starts anew', probing(1, {}, 'another'), false],
  ['in another slot starts anew', probing(1, other), false],
  ['with other shapes starts anew, its memory too', probing(2), false],
] as const)('a term of the next stage %s', async (_what, next, goesOn) => {
  const { sights, contributions } = probe();
  await runScript(inOrder([stage('one', probing(1)), stage('two', next)]), { contributions });
  const [, end, begin] = sights;
  expect(end!.count).toBe(8);
  expect(end!.scale[0]).not.toBe(0.5);
  expect(begin).toMatchObject(goesOn ? { scale: end!.scale, count: 8 } : { scale: begin!.scale.map(() => 0.5), count: 0 });
});

test('over a stage that does not have it, a term remembers', async () => {
  const { sights, contributions } = probe();
  const between: Stage = { ...stageOf([{ ...learner, objective: { task: 1, terms: [] } }], { epochs: 1 }), name: 'between', view: 'full' };
  await runScript(inOrder([stage('one', probing(1)), between, stage('two', probing(1))]), { contributions });
  expect(sights[2]).toMatchObject({ stage: 'two', at: 'begin', scale: sights[1]!.scale, count: 8 });
});

test('stopped after any step and resumed, every term goes on as it would have', async () => {
  const script = inOrder([stage('one', probing(1)), stage('two', probing(1)), stage('three', probing(2))]);
  const whole = probe();
  const reference = await runScript(script, { contributions: whole.contributions });
  for (const stopAt of [9, 17, 26]) {
    const files = await emptyDisk();
    const [first, second] = [probe(), probe()];
    const cut = await runScript(script, { contributions: first.contributions, files, stopAt });
    expect(cut.interrupted).toBe(true);
    const resumed = await runScript(script, { contributions: second.contributions, files });
    expect({ stopAt, ...resumed.weights }).toEqual({ stopAt, ...reference.weights });
    expect(second.sights.at(-1)).toEqual(whole.sights.at(-1));
    expect([...cut.steps, ...resumed.steps]).toEqual(reference.steps);
  }
});
