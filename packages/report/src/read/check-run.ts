// Checks run.json, summary.json and the lines of metrics.jsonl, and gives them their types.
import { type Recipe, retortError } from '@retort/kernel';
import type { MetricsLine, ParticipantSummary, RunDescription, RunSummary, SeedResult, StrategyFigures } from '../run-files.ts';
import { asAnyNumber, asCount, asList, asMap, asNumber, asNumbers, asText, damaged, type Found, field } from './check-value.ts';

/** Throws `KD_E_REPORT_FORMAT` for a file of another version of Retort. */
export function checkFormat(found: Found): void {
  const format = field(found, 'format');
  if (format.value !== 1)
    throw retortError('KD_E_REPORT_FORMAT', { what: 'format', expected: '1', received: JSON.stringify(format.value) ?? 'nothing', where: found.file });
}

export function checkDescription(found: Found): RunDescription {
  checkFormat(found);
  const recipe = field(found, 'recipe');
  asText(field(recipe, 'name'));
  const arms = field(recipe, 'arms');
  for (const name of Object.keys(asMap(arms))) checkArm(field(arms, name));
  const engine = field(found, 'engine');
  const data = field(found, 'data');
  const attribution = field(data, 'attribution');
  return {
    format: 1,
    retort: asText(field(found, 'retort')),
    recipe: recipe.value as Recipe,
    plugins: asList(field(found, 'plugins')).map((plugin) => ({ name: asText(field(plugin, 'name')), version: asText(field(plugin, 'version')) })),
    engine: {
      id: asText(field(engine, 'id')),
      backend: asText(field(engine, 'backend')),
      device: asText(field(engine, 'device')),
      why: asText(field(engine, 'why')),
    },
    data: {
      name: asText(field(data, 'name')),
      digest: asText(field(data, 'digest')),
      shape: asList(field(data, 'shape')).map(asCount),
      classes: asList(field(data, 'classes')).map(asText),
      ...(attribution.value === undefined ? {} : { attribution: asText(attribution) }),
    },
  };
}

/** What the report reads of an arm; the rest of the recipe is only printed. */
function checkArm(found: Found): void {
  const strategy = field(found, 'strategy');
  asText(typeof strategy.value === 'string' ? strategy : field(strategy, 'id'));
  asText(field(found, 'view'));
}

export function checkSummary(found: Found): RunSummary {
  checkFormat(found);
  const samples = field(found, 'samples');
  const count = (name: string): number => asCount(field(samples, name));
  const participants = asList(field(found, 'participants')).map(checkParticipant);
  if (participants.length === 0) throw damaged(field(found, 'participants'), 'at least one participant');
  const figures = field(found, 'figures');
  return {
    format: 1,
    name: asText(field(found, 'name')),
    participants,
    ...(figures.value === undefined ? {} : { figures: asList(figures).map(checkFigures) }),
    samples: { full: count('full'), labelled: count('labelled'), transfer: count('transfer'), validation: count('validation'), test: count('test') },
  };
}

function checkFigures(found: Found): StrategyFigures {
  const figures = field(found, 'figures');
  return {
    arm: asText(field(found, 'arm')),
    seed: asNumber(field(found, 'seed')),
    figures: Object.fromEntries(Object.keys(asMap(figures)).map((name) => [name, asNumbers(field(figures, name))])),
  };
}

function checkParticipant(found: Found): ParticipantSummary {
  const seeds = asList(field(found, 'seeds')).map(
    (seed): SeedResult => ({
      seed: asNumber(field(seed, 'seed')),
      metrics: asNumbers(field(seed, 'metrics')),
      parameters: asCount(field(seed, 'parameters')),
      steps: asCount(field(seed, 'steps')),
      msPerStep: asAnyNumber(field(seed, 'msPerStep')),
    }),
  );
  if (seeds.length === 0) throw damaged(field(found, 'seeds'), 'at least one seed');
  return { name: asText(field(found, 'name')), seeds };
}

export function checkMetricsLine(found: Found): MetricsLine {
  const event = asText(field(found, 'event'));
  if (event !== 'step' && event !== 'epoch') throw damaged(field(found, 'event'), '"step" or "epoch"');
  const optional = <T>(key: string, read: (value: Found) => T): Record<string, T> => {
    const part = field(found, key);
    return part.value === undefined ? {} : { [key]: read(part) };
  };
  return {
    event,
    seed: asNumber(field(found, 'seed')),
    arm: asText(field(found, 'arm')),
    stage: asText(field(found, 'stage')),
    step: asCount(field(found, 'step')),
    epoch: asCount(field(found, 'epoch')),
    ...optional('loss', asAnyNumber),
    ...optional('terms', asNumbers),
    ...optional('rate', asAnyNumber),
    ...optional('gradientNorm', asAnyNumber),
    ...optional('ms', asAnyNumber),
    ...optional('logs', asNumbers),
  };
}
