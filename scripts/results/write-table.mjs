// The table of methods as Markdown and as JSON, from whatever results there are.
import { mkdir, writeFile } from 'node:fs/promises';

export async function writeTable({ out, configuration, rows, excluded, environment }) {
  await mkdir(out, { recursive: true });
  const summary = rows.map(summarise);
  await writeFile(`${out}/methods.json`, `${JSON.stringify({ configuration, environment, rows: summary }, null, 2)}\n`);
  await writeFile(`${out}/methods.md`, page({ configuration, environment, excluded, rows: summary }));
}

/** `results`: by seed. */
function summarise({ row, setting, results }) {
  const done = Object.entries(results).filter(([, { failure }]) => failure === undefined);
  const failed = Object.values(results).find(({ failure }) => failure !== undefined)?.failure;
  const accuracies = done.map(([, { accuracy }]) => 100 * accuracy);
  return {
    row,
    setting,
    seeds: done.map(([seed]) => Number(seed)),
    accuracies,
    ...(accuracies.length === 0 ? {} : { mean: mean(accuracies), sd: deviation(accuracies) }),
    teachers: done.map(([, { teacher }]) => 100 * teacher),
    ...(done.find(([, { cost }]) => cost !== undefined) === undefined ? {} : { cost: done.find(([, { cost }]) => cost !== undefined)[1].cost }),
    ...(done[0]?.[1].connector === undefined ? {} : { connector: done[0][1].connector }),
    ...(failed === undefined ? {} : { failure: failed }),
  };
}

function page({ configuration, environment, excluded, rows }) {
  const { student, teacher, training, teacherTraining, fraction, teacherFraction } = configuration;
  const seeds = configuration.seeds.filter((seed) => rows.some((row) => row.seeds.includes(seed)));
  const missing = configuration.seeds.filter((seed) => !rows.every((row) => row.failure !== undefined || row.seeds.includes(seed)));
  const alone = rows.find(({ row }) => row === 'alone')?.mean;
  const teachers = rows.find(({ row }) => row === 'kd')?.teachers ?? [];
  const percent = (share) => `${100 * share} %`;
  const lines = [
    '# All methods on MNIST',
    '',
    'Made by `npm run results:methods`; do not edit. Numbers as they came, methods that do not help included.',
    '',
    `Student: \`${JSON.stringify(student)}\`, on ${percent(fraction)} of the training samples, ${counted(training.epochs, 'epoch')}. Teacher: \`${JSON.stringify(teacher)}\`, on ${percent(teacherFraction)} of`,
    `them, ${counted(teacherTraining.epochs, 'epoch')}; accuracy ${teachers.map((value) => value.toFixed(2)).join(', ') || '–'} %. Seeds ${seeds.join(', ')}: each draws the samples, both networks and the order; all`,
    `methods of a seed start from the same weights. Batch ${training.batch}, Adam, one-cycle, peak ${training.optimizer.rate.peak}. Test: the published 10,000.`,
    ...(missing.length === 0 ? [] : [`**Not finished**: seed ${missing.join(', ')} is missing for some methods or all; the same command goes on with them.`]),
    `${environment.engine}, Node ${environment.node}, ${environment.processor}.`,
    '',
    'Weights and layers are those that the papers or their code use with SGD on CIFAR-100, not tuned here: a method that is behind may only have the wrong weight. With',
    `${seeds.length} seeds, differences of less than about two standard deviations say nothing.`,
    '',
    '- **accuracy**: mean ± standard deviation over the seeds, in per cent; **gain**: over `alone`, in points.',
    '- **time**: of a step, of the processor, relative to a step of plain `kd`; lower quartiles of steps taken in turns in one process. A stage that comes before is not in it.',
    '- **memory**: kept from step to step beside what `kd` keeps (trained variables, their optimizer slots, state), and at the peak of a step beside that of `kd`.',
    '',
    '| method | objective | read at | accuracy | gain | time | memory kept | memory at peak | remark |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${cells(row, alone).join(' | ')} |`),
    '',
    `Left out: ${Object.entries(excluded)
      .map(([id, why]) => `\`${id}\` (${why})`)
      .join(', ')}.`,
    '',
  ];
  return lines.join('\n');
}

function cells({ row, setting, mean: accuracy, sd, seeds, cost, failure, connector }, alone) {
  const measured =
    accuracy === undefined
      ? ['–', '–', '–', '–', '–']
      : [
          `${accuracy.toFixed(2)}${sd === undefined ? '' : ` ± ${sd.toFixed(2)}`}`,
          alone === undefined ? '–' : signed(accuracy - alone, 2),
          ...(cost === undefined ? ['–', '–', '–'] : [`${cost.time.toFixed(2)} ×`, bytes(cost.variables), bytes(cost.peak)]),
        ];
  const failed = failure === undefined ? '' : `${seeds.length === 0 ? '' : 'some seeds: '}${failure.message.replaceAll('|', '\\|')}`;
  return [`\`${row}\``, objective(row, setting), place(setting, connector), ...measured, [setting.remark, failed].filter(Boolean).join('; ')];
}

function objective(row, { task = 1, weight = 1, knowledge = row, options = {}, beside = [] }) {
  const said = Object.entries(options).map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  const terms = row === 'alone' ? [] : [`${weight} ${knowledge}${said.length === 0 ? '' : ` (${said.join(', ')})`}`];
  const others = beside.map((term) => `${term.weight} ${term.knowledge.id ?? term.knowledge}`);
  return [...(task === 0 ? [] : [`${task} task`]), ...terms, ...others].join(' + ');
}

function place({ mapping, connector }, found) {
  if (mapping === undefined) return 'logits';
  const taps =
    typeof mapping === 'string'
      ? mapping
      : mapping.pairs === undefined
        ? `${mapping.student.join(', ')} by ${mapping.id}`
        : Object.keys(mapping.pairs).join(', ');
  const by = found ?? connector;
  const name = typeof by === 'string' ? by : by.id;
  return name === 'none' ? taps : `${taps}, by ${name}`;
}

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

function deviation(values) {
  if (values.length < 2) return undefined;
  const middle = mean(values);
  return Math.sqrt(values.reduce((total, value) => total + (value - middle) ** 2, 0) / (values.length - 1));
}

const counted = (count, what) => `${count} ${what}${count === 1 ? '' : 's'}`;
const signed = (value, digits) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;

function bytes(value) {
  const size = Math.abs(value);
  if (size < 512) return '0';
  const text = size < 1e6 ? `${(size / 1e3).toFixed(1)} kB` : `${(size / 1e6).toFixed(1)} MB`;
  return `${value < 0 ? '−' : '+'}${text}`;
}
