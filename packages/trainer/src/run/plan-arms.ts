// Plans without training: the teacher's members and the first stage of every arm, described as data.
import { openData } from '@retort/data';
import { randomStream } from '@retort/tensor';
import { describePlan, type PlanDescription } from '../plan/describe-plan.ts';
import { joinMembers } from '../teacher/join-members.ts';
import { memberStage, type RunInput, slotsOf, TEACHER_ARM } from './run-recipe.ts';
import { composeStage } from './run-stage.ts';
import { contextOf } from './strategy-context.ts';

export async function planArms({
  recipe,
  maker,
  dataset,
}: Pick<RunInput, 'recipe' | 'maker' | 'dataset'>): Promise<readonly { readonly arm: string; readonly plan: PlanDescription }[]> {
  const seed = recipe.seeds[0]!;
  const world = { maker, data: openData(dataset, recipe.data, seed), random: randomStream(seed, 'run') };
  const plans: { arm: string; plan: PlanDescription }[] = [];
  const teachers = slotsOf(world);
  try {
    const source = recipe.teacher === undefined ? undefined : maker.make('teacher', recipe.teacher, 'teacher');
    for (const member of source?.members ?? []) {
      const student = await teachers.open({ slot: member.name, model: member.model }, `teacher "${member.name}"`);
      const stage = memberStage(member, maker);
      if (stage === undefined) continue;
      const { plan } = composeStage({ ...world, stage, slots: teachers, teacher: undefined }, new Map([[member.name, student]]), world.data.full);
      plans.push({ arm: TEACHER_ARM, plan: describePlan(plan) });
      plan.dispose();
    }
    const members = source?.members.map(({ name }) => teachers.teacher(name, 'teacher'));
    const teacher = source === undefined ? undefined : joinMembers(source, members!, maker, world.random.child('teacher'));
    for (const [arm, spec] of Object.entries(recipe.arms)) {
      const stages = maker.make('strategy', spec.strategy, `arms.${arm}.strategy`).stages(contextOf(spec, { ...world, source, metrics: undefined }));
      const first = await stages.next();
      if (first.done === true) continue;
      const slots = slotsOf(world);
      try {
        const students = new Map<string, Awaited<ReturnType<typeof slots.open>>>();
        for (const { student, name } of first.value.learners) students.set(student.slot, await slots.open(student, `student of learner "${name}"`));
        const { plan } = composeStage({ ...world, stage: first.value, slots, teacher }, students, world.data[first.value.view]);
        plans.push({ arm, plan: describePlan(plan) });
        plan.dispose();
      } finally {
        slots.dispose();
      }
    }
    return plans;
  } finally {
    teachers.dispose();
  }
}
