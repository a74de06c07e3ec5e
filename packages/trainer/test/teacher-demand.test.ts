// What a teacher is told of a stage before it begins, and that it may refuse then.
import { retortError, type TeacherDemand } from '@retort/kernel';
import { liveCount, randomStream } from '@retort/tensor';
import { tinyTeacher } from '@retort/testing';
import { expect, test } from 'vitest';
import { planStage } from '../src/plan/plan-stage.ts';
import { CLASSES, learner, SHAPE, stageOf, tinyKernel, tinySamples } from './tiny-stage.ts';

const kernel = await tinyKernel();

async function plan(check: (demand: TeacherDemand) => void, augmented?: boolean): Promise<void> {
  const random = randomStream(7, 'test');
  const student = await kernel.make('family', learner.student.model).build({ inputShape: SHAPE, classes: CLASSES, random });
  const teacher = tinyTeacher({ inputShape: SHAPE, classes: CLASSES });
  try {
    planStage({
      stage: stageOf([learner], { epochs: 3 }),
      maker: kernel,
      students: new Map([[learner.student.slot, student]]),
      teacherOf: () => ({ ...teacher, check }),
      samples: 12,
      view: tinySamples(),
      shape: SHAPE,
      ...(augmented === undefined ? {} : { augmented, copies: 2 }),
      random,
    }).dispose();
  } finally {
    student.dispose();
    teacher.dispose();
  }
}

test('taps, samples, their copies, epochs, and whether epochs differ', async () => {
  const told: TeacherDemand[] = [];
  await plan((demand) => void told.push(demand));
  await plan((demand) => void told.push(demand), true);
  expect(told).toEqual([
    { taps: [], samples: 12, copies: 1, epochs: 3, augmented: false },
    { taps: [], samples: 12, copies: 2, epochs: 3, augmented: true },
  ]);
});

test('what it refuses stops the plan, and leaves nothing behind', async () => {
  const before = liveCount();
  const refused = plan(() => {
    throw retortError('KD_E_PLAN_TEACHER', { what: 'not with me' });
  });
  await expect(refused).rejects.toThrow('not with me');
  expect(liveCount()).toEqual(before);
});
