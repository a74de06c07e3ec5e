// A plan as text: taps, terms with weights and layer pairs, variables.
import type { ArmPlan } from '@retort/distill';
import pc from 'picocolors';
import { plainTable } from './plain-table.ts';

/** All columns are words. */
const COLUMNS = 6;

export function planText({ arm, plan }: ArmPlan): string {
  const lines = [pc.bold(`${arm} / ${plan.stage}`)];
  for (const learner of plan.learners) {
    lines.push(`  learner ${learner.learner}, taught by ${learner.teacher}`);
    lines.push(`  taps      ${learner.taps.map(({ tap, shape }) => `${tap} [${shape.join(', ')}]`).join('  ')}`);
    const rows = learner.terms.flatMap(({ term, knowledge, weight, pairs }) =>
      pairs.length === 0
        ? [[term, knowledge, weight, 'logits', '', term === 'task' ? 'labels' : 'logits']]
        : pairs.map((pair) => [term, knowledge, weight, pair.student, pair.connector, pair.teacher]),
    );
    lines.push(indent(plainTable(['term', 'knowledge', 'weight', 'student', 'connector', 'teacher'], rows, COLUMNS)));
  }
  const variables = plan.variables.map(({ name, shape }) => `${name} [${shape.join(', ')}]`);
  lines.push(`  variables ${variables.length}, ${plan.trainable} numbers`, ...variables.map((text) => pc.dim(`    ${text}`)));
  return lines.join('\n');
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
