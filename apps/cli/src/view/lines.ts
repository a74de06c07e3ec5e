// Single lines that several views print.
import type { RetortEvent } from '@retort/distill';
import pc from 'picocolors';

type Place = Of<'checkpoint'>['place'];
type Of<K extends RetortEvent['kind']> = Extract<RetortEvent, { kind: K }>;

export function engineLine({ id, device, why }: Of<'engine'>['engine']): string {
  return `engine ${pc.bold(id)} (${device})${pc.dim(`: ${why.replace(`${id}: `, '')}`)}`;
}

export function dataLine({ description, samples }: Of<'data'>): string {
  const labelled = samples.labelled === samples.full ? 'all labelled' : `students see ${samples.labelled} labels`;
  return `data ${pc.bold(description.name)}: ${samples.full} to train on (${labelled}), ${samples.test} to test on`;
}

export function participantLine({ name, metrics, steps, msPerStep }: Of<'participant'>['participant']): string {
  const cost = steps === 0 ? '' : pc.dim(`  ${steps} steps, ${msPerStep.toFixed(1)} ms each`);
  return `${name.padEnd(24)} accuracy ${(100 * metrics.accuracy!).toFixed(2)} %${cost}`;
}

export function skippedLine({ place, step, reason }: Of<'checkpoint-skipped'>): string {
  return `${place.arm}/${place.stage}: ${pc.yellow(`the checkpoint of step ${step} cannot be used, an older one is taken`)}: ${reason}`;
}

export function eagerLine({ arm, stage }: Place, { reason }: { readonly reason?: string }): string {
  return `${arm}/${stage}: ${pc.yellow('steps run one operation at a time')}: ${reason}`;
}

export function numbers(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .filter(([name]) => /loss|accuracy/.test(name))
    .map(([name, value]) => `${name} ${value.toPrecision(4)}`)
    .join('  ');
}
