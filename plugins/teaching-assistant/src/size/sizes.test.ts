// Assistants sized by parameters and by accuracy.
import { type Choice, retortError, type Stage } from '@retort/kernel';
import { makerOf, playStrategy, strategyContext, tinyStrategy } from '@retort/testing';
import { expect, test } from 'vitest';
import { teachingAssistant } from '../teaching-assistant/teaching-assistant.ts';
import { sizesByParameters } from './sizes-by-parameters.ts';

const mlp = (...hidden: number[]) => ({ id: 'mlp', hidden });
const widthOf = (model: Choice): number => (model as unknown as { hidden: number[] }).hidden[0]!;
/** A dense layer from 64 inputs to `h`, and one to 10 classes. */
const parameters = (model: Choice) => Promise.resolve(widthOf(model) * 75 + 10);
const context = strategyContext({ teacherModel: mlp(800), student: mlp(10), parameters }, [tinyStrategy('offline')]);

test.each([1, 2, 3])('%d sizes divide the way from the teacher to the student in equal ratios of parameters', async (count) => {
  const sizes = await sizesByParameters(context, count, 'x');
  const numbers = await Promise.all([mlp(800), ...sizes, mlp(10)].map(parameters));
  const ratio = (numbers[0]! / numbers.at(-1)!) ** (1 / (count + 1));
  for (const [index, number] of numbers.slice(1).entries()) expect(numbers[index]! / number / ratio).toBeCloseTo(1, 0);
  // The neighbours on the grid of 1/32 are further off.
  const step = (800 / 10) ** (1 / 32);
  for (const [index, size] of sizes.entries()) {
    const wanted = (numbers[0]! / ratio ** (index + 1) - 10) / 75;
    expect(Math.abs(Math.log(widthOf(size) / wanted))).toBeLessThan(Math.log(step) / 2 + 0.02);
  }
});

test('depths that the family does not have are left out', async () => {
  const resnet = (depth: number) => ({ id: 'resnet', depth });
  const counted = (model: Choice) => {
    const { depth } = model as unknown as { depth: number };
    if (depth % 6 !== 2) return Promise.reject(retortError('KD_E_OPTIONS_INVALID', { what: `depth ${depth}` }));
    return Promise.resolve(depth * 1000);
  };
  const between = { ...context, teacherModel: resnet(56), student: resnet(20), parameters: counted };
  expect(await sizesByParameters(between, 2, 'x')).toEqual([resnet(38), resnet(26)]);
  const broken = { ...between, parameters: () => Promise.reject(new Error('no memory')) };
  await expect(sizesByParameters(broken, 1, 'x')).rejects.toThrow('no memory');
});

test.each([
  ['two families', { teacherModel: { id: 'convnet', widths: [8] } }, '"convnet" and "mlp"'],
  ['a smaller teacher', { teacherModel: mlp(5) }, '385 and 760 parameters'],
  ['no room', { teacherModel: mlp(12) }, '1 in what their options allow'],
])('refuses %s', async (_, changes, received) => {
  await expect(sizesByParameters({ ...context, ...changes }, 2, 'x')).rejects.toThrow(new RegExp(`${received}.*KD_E_STRATEGY_BETWEEN`));
});

test('refuses a teacher that is not one network; no assistants need none', async () => {
  const { teacherModel: _, ...committee } = context;
  await expect(sizesByParameters(committee, 1, 'x')).rejects.toThrow('KD_E_STRATEGY_BETWEEN');
  expect(await sizesByParameters(committee, 0, 'x')).toEqual([]);
});

test('by accuracy: the student and candidates are trained alone, and the nearest to the middle between student and teacher teaches', async () => {
  const strategy = makerOf([teachingAssistant]).make('strategy', { id: 'teaching-assistant', assistants: { count: 1, by: 'accuracy', candidates: 3 } });
  const reached: Record<string, number> = { alone: 0.5, 'candidate-1': 0.88, 'candidate-2': 0.72, 'candidate-3': 0.6 };
  const { stages, result } = await playStrategy(strategy, context, { outcome: (stage: Stage) => ({ accuracy: reached[stage.name] ?? 0 }) });
  expect(stages.map(({ name }) => name)).toEqual(['alone', 'candidate-1', 'candidate-2', 'candidate-3', 'assistant-1', 'distill']);
  const models = stages.map(({ learners }) => learners[0]!.student.model);
  expect(models.slice(1, 4)).toEqual(await sizesByParameters(context, 3, 'x'));
  for (const { learners } of stages.slice(0, 4)) expect(learners[0]).toMatchObject({ objective: { task: 1, terms: [] } });
  // The teacher has 0.9: the middle is 0.7.
  expect(models[4]).toEqual(models[2]);
  expect(models[5]).toEqual(context.student);
  expect(result.figures).toEqual({
    alone: { accuracy: 0.5 },
    'candidate-1': { accuracy: 0.88 },
    'candidate-2': { accuracy: 0.72 },
    'candidate-3': { accuracy: 0.6 },
  });
});

test('by accuracy: two assistants are two networks, the larger first, also where one is nearest to both targets', async () => {
  const strategy = makerOf([teachingAssistant]).make('strategy', { id: 'teaching-assistant', assistants: { count: 2, by: 'accuracy', candidates: 3 } });
  const reached: Record<string, number> = { alone: 0.5, 'candidate-1': 0.7, 'candidate-2': 0.1, 'candidate-3': 0.2 };
  const { stages } = await playStrategy(strategy, context, { outcome: (stage: Stage) => ({ accuracy: reached[stage.name] ?? 0 }) });
  const models = stages.map(({ learners }) => learners[0]!.student.model);
  expect(models.slice(4, 6)).toEqual([models[1], models[3]]);
});

test('by accuracy needs validation samples and a teacher whose accuracy is known; both are asked for before the first stage', async () => {
  const strategy = makerOf([teachingAssistant]).make('strategy', { id: 'teaching-assistant', assistants: { count: 1, by: 'accuracy' } });
  await expect(strategy.stages({ ...context, judged: 'test' }).next()).rejects.toThrow('KD_E_STRATEGY_JUDGED');
  const { teacherMetrics: _, ...unknown } = context;
  await expect(strategy.stages(unknown).next()).rejects.toThrow(/accuracy is known.*KD_E_STRATEGY_TEACHER/);
});
