// A plan as text: taps, terms with weights and layer pairs, variables.
import type { ArmPlan } from '@retort/distill';
import Table from 'cli-table3';
import pc from 'picocolors';

export function planText({ arm, plan }: ArmPlan): string {
  const lines = [pc.bold(`${arm} / ${plan.stage}`)];
  for (const learner of plan.learners) {
    lines.push(`  learner ${learner.learner}, taught by ${learner.teacher}`);
    lines.push(`  taps      ${learner.taps.map(({ tap, shape }) => `${tap} [${shape.join(', ')}]`).join('  ')}`);
    const table = new Table({ head: ['term', 'knowledge', 'weight', 'student', 'connector', 'teacher'], style: { head: ['bold'], border: ['grey'] } });
    for (const { term, knowledge, weight, pairs } of learner.terms) {
      if (pairs.length === 0) table.push([term, knowledge, weight, 'logits', '', term === 'task' ? 'labels' : 'logits']);
      for (const pair of pairs) table.push([term, knowledge, weight, pair.student, pair.connector, pair.teacher]);
    }
    lines.push(table.toString());
  }
  const variables = plan.variables.map(({ name, shape }) => `${name} [${shape.join(', ')}]`);
  lines.push(`  variables ${variables.length}, ${plan.trainable} numbers`, ...variables.map((text) => pc.dim(`    ${text}`)));
  return lines.join('\n');
}
