// What every strategy must do: yield stages that are data, whose names and references hold, and come to an end.
import { deepEqual, match, ok, rejects } from 'node:assert/strict';
import type { Contribution, Learner, Stage, StrategyContext, TeacherRef } from '@retort/kernel';
import { coded } from '../code.ts';
import { makerOf } from '../maker-of.ts';
import { type PlayOptions, playStrategy } from '../play-strategy.ts';
import { group, type Runner } from '../runner.ts';
import { strategyContext, withoutTeacher } from '../strategy-context.ts';
import { definitionChecks } from './definition-checks.ts';

export interface StrategyContractOptions extends Runner {
  readonly options?: Readonly<Record<string, unknown>>;
  /** Whether it works without a teacher; where not, it must refuse with a coded error. False when absent. */
  readonly worksAlone?: boolean;
  /** Metrics that its stages' learners and shadows are told to have reached; an accuracy of 0.5 when absent. */
  readonly outcome?: PlayOptions['outcome'];
  /** Strategies that it may nest, by what the options name. */
  readonly inside?: readonly Contribution[];
  /** Stages after which it counts as endless; 100 when absent. */
  readonly longest?: number;
}

/** Registers the suite. Nothing is trained. */
export function strategyContract(contribution: Contribution<'strategy'>, contract: StrategyContractOptions): void {
  const { test, options = {}, worksAlone = false, outcome, longest = 100 } = contract;
  const maker = makerOf([contribution]);
  const context = strategyContext({}, contract.inside);
  const play = (told: StrategyContext) =>
    playStrategy(maker.make('strategy', { ...options, id: contribution.id }), told, { longest, ...(outcome === undefined ? {} : { outcome }) });

  group(contract, `strategy contract: ${contribution.id}`, () => {
    definitionChecks(contribution, 'strategy', contract);

    test('yields stages of unique, valid names, and ends', async () => {
      const { stages } = await play(context);
      ok(stages.length > 0, 'expected at least one stage');
      for (const { name, learners } of stages) {
        match(name, /^[a-z0-9-]+$/);
        ok(learners.length > 0, `stage "${name}" has no learner`);
        deepEqual(new Set(learners.map((learner) => learner.name)).size, learners.length, `two learners of stage "${name}" have one name`);
      }
      deepEqual(new Set(stages.map(({ name }) => name)).size, stages.length, 'two stages have one name');
    });

    test('its stages are data, and the same again', async () => {
      const [once, again] = [await play(context), await play(context)];
      deepEqual(JSON.parse(JSON.stringify(once)), once);
      deepEqual(again, once);
    });

    test('its teachers, peers and result refer to what is there', async () => {
      const { stages, result } = await play(context);
      const slots = new Set<string>();
      for (const stage of stages) {
        for (const learner of stage.learners) checkLearner(learner, stage, slots);
        for (const { of } of stage.shadows ?? [])
          ok(
            stage.learners.some(({ name }) => name === of),
            `a shadow follows "${of}", which is no learner of stage "${stage.name}"`,
          );
        for (const { slot } of stage.shadows ?? []) slots.add(slot);
        for (const { student } of stage.learners) slots.add(student.slot);
      }
      for (const teacher of Object.values(result.also ?? {}).flatMap(membersOf))
        if (teacher.kind === 'slot') ok(slots.has(teacher.slot), `slot "${teacher.slot}" is measured, which no stage fills`);
      ok(slots.has(result.slot), `the result is in slot "${result.slot}", which no stage fills`);
    });

    test(worksAlone ? 'works without a teacher, and then asks none' : 'refuses to work without a teacher', async () => {
      const alone = withoutTeacher(context);
      if (!worksAlone) return rejects(play(alone), coded('KD_E_STRATEGY_TEACHER'));
      const { stages } = await play(alone);
      for (const { teacher, name } of stages.flatMap(({ learners }) => learners)) {
        const asked = teacher === undefined ? [] : membersOf(teacher);
        ok(!asked.some(({ kind }) => kind === 'teacher'), `learner "${name}" asks the teacher`);
      }
    });
  });
}

/** All that a committee, or a committee within it, hears; else the teacher itself. */
function membersOf(teacher: TeacherRef): readonly TeacherRef[] {
  return teacher.kind === 'committee' ? Object.values(teacher.members).flatMap(membersOf) : [teacher];
}

function checkLearner({ name, teacher, objective, student }: Learner, stage: Stage, slots: ReadonlySet<string>): void {
  if (teacher === undefined) ok(objective.terms.length === 0, `learner "${name}" has knowledge terms and no teacher`);
  else checkTeacher(name, teacher, stage, slots);
  if (student.from?.kind === 'slot')
    ok(slots.has(student.from.slot), `learner "${name}" continues from slot "${student.from.slot}", which no earlier stage fills`);
}

function checkTeacher(name: string, teacher: TeacherRef, stage: Stage, slots: ReadonlySet<string>): void {
  if (teacher.kind === 'committee') for (const member of membersOf(teacher)) checkTeacher(name, member, stage, slots);
  const shadows = (stage.shadows ?? []).map(({ slot }) => slot);
  if (teacher.kind === 'slot')
    ok([...slots, ...shadows].includes(teacher.slot), `learner "${name}" learns from slot "${teacher.slot}", which no earlier stage fills`);
  if (teacher.kind === 'peer') {
    const others = stage.learners.filter((other) => other.name !== name).map((other) => other.name);
    ok(others.includes(teacher.learner), `learner "${name}" learns from "${teacher.learner}", which is no other learner of stage "${stage.name}"`);
  }
}
