// A recipe's plan as text: every stage of every arm with who learns what from whom.
import type { Learner, ObjectiveSpec, Selection, Shadow } from '@retort/kernel';
import type { PlanDescription, PlannedArm, PlannedStage, RecipePlan } from '@retort/trainer';
import pc from 'picocolors';
import { type Arrow, arrowTable } from './arrow-table.ts';
import { choiceText, scheduleText } from './choice-text.ts';
import { sourceText, teacherText } from './teacher-text.ts';

export function planText({ teacher, arms }: RecipePlan): string {
  const lead = teacher === undefined ? [] : [`${pc.bold('the teacher')}: ${sourceText(teacher)}`];
  return [...lead, ...arms.flatMap(armText)].join('\n\n');
}

function armText({ arm, strategy, stages, complete, also }: PlannedArm): readonly string[] {
  const count = `${stages.length} ${stages.length === 1 ? 'stage' : 'stages'}`;
  const title = strategy === undefined ? [] : [`${pc.bold(arm)}: ${choiceText(strategy)}, ${complete ? count : `more than ${count}, which are not shown`}`];
  const filled = new Set<string>();
  const drawn = stages.map((stage) => {
    const text = stageText(arm, stage, filled);
    for (const { student } of stage.stage.learners) filled.add(student.slot);
    for (const { slot } of stage.stage.shadows ?? []) filled.add(slot);
    return text;
  });
  const others = Object.entries(also ?? {}).map(([name, ref]) => `measured as ${arm}-${name}: ${teacherText(ref)}`);
  return [...title, ...drawn, ...(others.length === 0 ? [] : [others.join('\n')])];
}

function stageText(arm: string, { stage, samples, stepsPerEpoch, plan }: PlannedStage, filled: ReadonlySet<string>): string {
  const { training, view, select, quiz, order, shadows = [], learners } = stage;
  const seen = select === undefined ? view : `${view}, ${selectionText(select)}`;
  return [
    pc.bold(`${arm} / ${stage.name}`),
    `  ${training.epochs} epochs of ${stepsPerEpoch} steps over ${samples} samples (${seen}), ${choiceText(training.optimizer)}`,
    ...(order === 'in-turn' ? ['  the learners move in turn'] : []),
    ...learners.flatMap((learner, index) => learnerText(learner, plan.learners[index]!, filled)),
    ...shadows.map((shadow) => `  shadow ${shadow.slot}: ${followText(shadow)}`),
    ...(quiz === undefined
      ? []
      : [`  quiz of learner ${quiz.student}: ${percent(quiz.samples)} of the labelled samples mark what learner ${quiz.teacher} teaches`]),
    `  trains ${trainedText(plan)}`,
  ].join('\n');
}

function learnerText(learner: Learner, { taps, terms }: PlanDescription['learners'][number], filled: ReadonlySet<string>): readonly string[] {
  const { name, student, teacher, objective, pace, frozen } = learner;
  const weights = weightsOf(objective);
  const arrows = terms.flatMap(({ term, knowledge, weight, pairs }): readonly Arrow[] => {
    const lead = [term, knowledge === term ? '' : knowledge, weights.get(term) ?? weight];
    if (pairs.length > 0) return pairs.map((pair) => ({ lead, from: pair.student, through: pair.connector, to: pair.teacher }));
    const logits = tapText(taps.find(({ tap }) => tap === 'logits')!);
    return [{ lead, from: logits, through: '', to: term === 'task' ? 'labels' : logits }];
  });
  const how = [slotText(student, filled), ...(frozen === true ? ['frozen'] : []), ...(pace === undefined ? [] : [`at ${pace} of the rate`])].join(', ');
  return [
    `  learner ${name}: ${choiceText(student.model)}, ${how}; learns from ${teacherText(teacher)}`,
    `    taps  ${taps.map(tapText).join('  ')}`,
    ...(arrows.length === 0 ? [] : indent(arrowTable(arrows))),
  ];
}

function weightsOf({ task, terms }: ObjectiveSpec): ReadonlyMap<string, string> {
  return new Map([
    ['task', scheduleText(task)],
    ...terms.map(({ name, knowledge, weight }) => [name ?? (typeof knowledge === 'string' ? knowledge : knowledge.id), scheduleText(weight)] as const),
  ]);
}

function slotText({ slot, from }: Learner['student'], filled: ReadonlySet<string>): string {
  if (filled.has(slot)) return `goes on in slot ${slot}`;
  return from === undefined ? `new in slot ${slot}` : `new in slot ${slot} with the weights of ${teacherText(from)}`;
}

function selectionText({ by, keep, order }: Selection): string {
  return `the ${order} ${percent(keep)} to ${teacherText(by)}`;
}

function followText({ of, follow }: Shadow): string {
  return follow.kind === 'average' ? `the moving average of ${of}, momentum ${follow.momentum}` : `a copy of ${of} every ${follow.every} steps`;
}

/** All numbers, and how many of them each learner's student and terms have. */
function trainedText({ learners, variables, trainable }: PlanDescription): string {
  const parts = new Map<string, number>();
  for (const { name, size } of variables) {
    const [learner, owner] = name.split('/');
    const part = learners.length === 1 ? owner! : `${owner} of ${learner}`;
    parts.set(part, (parts.get(part) ?? 0) + size);
  }
  const said = [...parts].map(([part, size]) => `${part} ${size}`).join(', ');
  return `${trainable} numbers in ${variables.length} variables: ${said}`;
}

function tapText({ tap, shape }: { readonly tap: string; readonly shape: readonly number[] }): string {
  return `${tap} [${shape.join(', ')}]`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

function indent(text: string): readonly string[] {
  return text.split('\n').map((line) => `    ${line}`);
}
