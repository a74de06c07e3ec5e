// The page of strategies, from finished runs: what is asked, the recipe's first lines, a table, and what the numbers say.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { participantStats } from '@retort/report';

/** What each recipe asks, and which arm answers against which. */
const questions = {
  assistants: {
    title: 'Assistants across a large gap',
    pairs: [
      ['distilled', 'kd'],
      ['one-assistant', 'kd'],
      ['dgkd', 'kd'],
      ['kd', 'alone'],
    ],
  },
  mutual: {
    title: 'Students that teach each other',
    pairs: [
      ['distilled', 'independent'],
      ['in-turn', 'independent'],
      ['four', 'independent'],
    ],
  },
  committee: {
    title: 'A committee against its best member',
    pairs: [
      ['distilled', 'from-convnet'],
      ['distilled', 'from-mlp'],
      ['distilled', 'from-depthwise'],
      ['distilled', 'alone'],
    ],
  },
  feedback: {
    title: 'A teacher that is corrected against one that is fixed',
    pairs: [
      ['distilled', 'fixed'],
      ['distilled', 'fixed-in-pieces'],
      ['meta-distil', 'fixed'],
      ['fixed', 'alone'],
    ],
  },
};

export async function writeStrategies({ out, runs }) {
  await mkdir(out, { recursive: true });
  const parts = [];
  for (const [question, { title, pairs }] of Object.entries(questions)) {
    const asked = runs.filter(({ name }) => name.startsWith(`${question}-`));
    if (asked.length === 0) continue;
    parts.push(`## ${title}`, '');
    for (const run of asked) parts.push(...(await section(run, pairs)));
  }
  const lines = [
    '# Strategies',
    '',
    'Made by `npm run results:strategies -- --data-dir FOLDER`; do not edit. Numbers as they came, strategies that do not help included. Accuracy on the test samples in per cent,',
    'mean ± standard deviation over the seeds; with three of them, a difference of less than about two standard deviations says little. Nothing was tuned on the test samples.',
    '',
    ...parts,
  ];
  await writeFile(`${out}/strategies.md`, `${lines.join('\n').trimEnd()}\n`);
  const json = runs.map(({ name, summary, description }) => ({ name, engine: description.engine.device, participants: summary.participants }));
  await writeFile(`${out}/strategies.json`, `${JSON.stringify(json, null, 2)}\n`);
}

async function section({ name, summary, description }, pairs) {
  const stats = new Map(participantStats(summary).map((one) => [one.name, one]));
  const accuracy = (who) => stats.get(who)?.metrics.get('accuracy');
  const rows = [...stats.values()].map(({ name: who, parameters, metrics }) => {
    const { mean, sd } = metrics.get('accuracy');
    const steps = summary.participants.find((one) => one.name === who).seeds[0].steps;
    return `| \`${who}\` | ${percent(mean)}${sd === undefined ? '' : ` ± ${percent(sd)}`} | ${parameters.toLocaleString('en')} | ${steps === 0 ? '–' : steps.toLocaleString('en')} |`;
  });
  const verdicts = pairs
    .filter(([one, other]) => stats.has(one) && stats.has(other))
    .map(([one, other]) => verdict(one, accuracy(one), other, accuracy(other)));
  return [
    `### [\`${name}\`](../../recipes/strategies/${name}.yaml)`,
    '',
    await asked(name),
    `${description.engine.id}: ${description.engine.device}.`,
    '',
    '| participant | accuracy | parameters | steps |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    ...verdicts.map((text) => `- ${text}`),
    '',
  ];
}

/** The comment at the head of the recipe. */
async function asked(name) {
  const text = await readFile(`recipes/strategies/${name}.yaml`, 'utf8');
  const comment = text.split('\n').filter((line) => line.startsWith('#') && !line.includes('$schema'));
  return comment
    .map((line) => line.slice(1).trim())
    .filter(Boolean)
    .join(' ');
}

function verdict(one, mine, other, theirs) {
  const points = 100 * (mine.mean - theirs.mean);
  const spread = 100 * Math.max(mine.sd ?? Number.POSITIVE_INFINITY, theirs.sd ?? Number.POSITIVE_INFINITY);
  const said = `\`${one}\` against \`${other}\`: ${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(2)} points`;
  if (!(Math.abs(points) > spread)) return `${said}, within the larger standard deviation (${spread.toFixed(2)}): not shown to differ.`;
  return `${said}, ${points > 0 ? 'better' : 'worse'} by more than the larger standard deviation (${spread.toFixed(2)}).`;
}

const percent = (share) => (100 * share).toFixed(2);
