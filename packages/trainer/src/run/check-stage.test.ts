// What a stage may not ask for, whichever strategy yields it.
import type { Stage, TeacherRef } from '@retort/kernel';
import { expect, test } from 'vitest';
import { learner, stageOf } from '../../test/tiny-stage.ts';
import { checkStage } from './check-stage.ts';

const taughtBy = (teacher: TeacherRef, change: Partial<Stage> = {}): Stage => ({ ...stageOf([{ ...learner, teacher }]), ...change });
const own: TeacherRef = { kind: 'slot', slot: 'student' };

test('a model does not teach itself by its slot, nor as one of a committee; a shadow of it may', () => {
  const shadow = { slot: 'average', of: 'student', follow: { kind: 'average', momentum: 0.9 } } as const;
  checkStage(taughtBy({ kind: 'slot', slot: 'average' }, { shadows: [shadow] }));
  checkStage(taughtBy({ kind: 'self' }));
  for (const teacher of [own, { kind: 'committee', members: { one: { kind: 'teacher' }, two: own }, merge: { space: 'loss', weights: 'fixed' } } as const])
    expect(() => checkStage(taughtBy(teacher))).toThrow(/another model than the one that learns.*"student".*KD_E_RUN_STAGE/);
});
