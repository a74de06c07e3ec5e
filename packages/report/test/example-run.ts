// A made-up run, as files in memory: a pure function of what is asked for, so that a page of it is always the same.
import { type FileSystem, memoryFiles, writeFileAtomic } from '@retort/files';
import type { MetricsLine, ParticipantEvidence, RunDescription, RunEvidence, RunSummary, SeedResult } from '../src/run-files.ts';

export interface ExampleOptions {
  readonly name?: string;
  readonly seeds?: readonly number[];
  /** With its accuracy at every seed. */
  readonly participants?: Readonly<Record<string, readonly number[]>>;
  readonly classes?: readonly string[];
  readonly shape?: readonly number[];
  readonly samples?: number;
  readonly temperatures?: readonly number[];
  readonly learners?: readonly string[];
  readonly validation?: number;
  readonly attribution?: string;
  /** Participants that are no arm, but measured beside one. */
  readonly beside?: readonly string[];
  readonly figures?: NonNullable<RunSummary['figures']>;
}

export interface ExampleRun {
  readonly description: RunDescription;
  readonly summary: RunSummary;
  readonly evidence: RunEvidence;
  readonly lines: readonly MetricsLine[];
}

export const FOLDER = '/runs/digits';

/** Between 0 and 1, from the place alone. */
const noise = (...place: readonly number[]): number => {
  const mixed = place.reduce((state, part) => Math.imul(state ^ (part + 0x9e3779b9), 0x85ebca6b) ^ (state >>> 13), 0x2545f491);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
};

export function exampleRun(options: ExampleOptions = {}): ExampleRun {
  const {
    name = 'digits',
    seeds = [1, 2, 3],
    participants = { teacher: [0.984, 0.988, 0.98], alone: [0.882, 0.897, 0.879], distilled: [0.936, 0.944, 0.932] },
    classes = Array.from({ length: 10 }, (_, index) => String(index)),
    shape = [8, 8, 1],
    samples = 8,
    temperatures = [1, 2, 4, 8],
    learners = ['student'],
    validation = 0,
    attribution,
    beside = [],
    figures,
  } = options;
  const names = Object.keys(participants);
  const result = (who: string, index: number): SeedResult => {
    const accuracy = participants[who]![index]!;
    return {
      seed: seeds[index]!,
      metrics: {
        accuracy,
        nll: (1 - accuracy) * 3.1,
        ece: (1 - accuracy) / 4,
        ...(names.includes('teacher') ? { agreement: who === 'teacher' ? 1 : accuracy * 0.98 } : {}),
      },
      parameters: who === 'teacher' ? 28_234 : 1_210,
      steps: 1_260,
      msPerStep: who === 'teacher' ? 6.25 : 1.5,
    };
  };
  return {
    description: {
      format: 1,
      retort: '0.1.0',
      recipe: {
        name,
        seeds,
        engine: 'auto',
        plugins: [],
        data: { source: 'digits', test: 500, validation, labels: 100, fraction: 1 },
        ...(names.includes('teacher') ? { teacher: { id: 'model', model: { id: 'convnet', widths: [16, 32] } } } : {}),
        arms: Object.fromEntries(
          names
            .filter((who) => who !== 'teacher' && !beside.includes(who))
            .map((who) => [
              who,
              {
                student: { id: 'mlp', hidden: [16] },
                objective: { task: 0.1, terms: [{ knowledge: { id: 'kd', temperature: 4 }, weight: 0.9 }] },
                strategy: who === 'alone' ? 'alone' : 'offline',
                view: 'transfer',
                training: {
                  epochs: 60,
                  batch: 64,
                  lastBatch: 'keep',
                  optimizer: { id: 'adam', rate: 0.001 },
                  callbacks: [],
                  evaluateEvery: 1,
                  checkpointEvery: 0,
                  logEvery: 10,
                  augment: [],
                },
              },
            ]),
        ),
        report: { temperatures, samples },
      },
      plugins: [{ name: '@retort/plugin-response', version: '0.1.0' }],
      engine: { id: 'wasm', backend: 'wasm', device: 'WebAssembly SIMD, 1 thread', why: 'The fastest of wasm, cpu.' },
      data: { name: 'digits', digest: 'a3f5'.repeat(16), shape, classes, ...(attribution === undefined ? {} : { attribution }) },
    },
    summary: {
      format: 1,
      name,
      participants: names.map((who) => ({ name: who, seeds: seeds.map((_, index) => result(who, index)) })),
      ...(figures === undefined ? {} : { figures }),
      samples: { full: 1297, labelled: 100, transfer: 1297, validation, test: 500 },
    },
    evidence: {
      format: 1,
      seed: seeds[0]!,
      classes,
      shape,
      temperatures,
      samples: Array.from({ length: samples }, (_, index) => ({
        id: 100 + index,
        label: index % classes.length,
        pixels: Array.from({ length: shape.reduce((size, axis) => size * axis, 1) }, (_pixel, at) => Math.round(noise(index, at) * 1000) / 1000),
      })),
      participants: names.map((who, row) => evidenceOf(who, row, participants[who]![0]!, { classes: classes.length, samples, temperatures })),
    },
    lines: names
      .filter((name) => !beside.includes(name))
      .flatMap((arm, row) => seeds.flatMap((seed) => linesOf(arm, row, seed, arm === 'teacher' ? ['teacher'] : learners))),
  };
}

function evidenceOf(
  name: string,
  row: number,
  accuracy: number,
  { classes, samples, temperatures }: { readonly classes: number; readonly samples: number; readonly temperatures: readonly number[] },
): ParticipantEvidence {
  const soft = (sample: number, temperature: number): number[] => {
    const powers = Array.from({ length: classes }, (_, index) =>
      Math.exp((noise(row, sample, index) * 6 + (index === sample % classes ? 4 : 0)) / temperature),
    );
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / sum);
  };
  return {
    name,
    confusion: Array.from({ length: classes }, (_, label) =>
      Array.from({ length: classes }, (_cell, answer) => (label === answer ? Math.round(50 * accuracy) : noise(row, label, answer) > 0.85 ? 2 : 0)),
    ),
    calibration: Array.from({ length: 15 }, (_, bin) => ({
      count: bin < 4 ? 0 : Math.round(1.8 ** (bin / 2)),
      confidence: (bin + 0.5) / 15,
      accuracy: bin < 4 ? 0 : Math.min(1, ((bin + 0.5) / 15) * accuracy),
    })),
    perClass: Array.from({ length: classes }, (_, label) => Math.min(1, accuracy + (noise(row, label) - 0.5) * 0.12)),
    soft: Array.from({ length: samples }, (_, sample) => temperatures.map((temperature) => soft(sample, temperature))),
  };
}

function linesOf(arm: string, row: number, seed: number, learners: readonly string[]): readonly MetricsLine[] {
  const lines: MetricsLine[] = [];
  const terms = (step: number): Record<string, number> =>
    Object.fromEntries(
      learners.flatMap((learner, index) => [
        [`${learner}/task`, 2.3 * Math.exp(-step / (200 + 40 * index)) + 0.1 + 0.05 * noise(row, seed, step, index)],
        ...(arm === 'distilled' ? [[`${learner}/kd`, 1.1 * Math.exp(-step / 300) + 0.05 * noise(row, seed, step, 9)] as const] : []),
      ]),
    );
  for (let step = 10; step <= 1260; step += 10) {
    const now = terms(step);
    const loss = Object.values(now).reduce((sum, value) => sum + value, 0);
    lines.push({ event: 'step', seed, arm, stage: 'train', step, epoch: Math.floor((step - 1) / 21), loss, terms: now, rate: 0.001, gradientNorm: 1, ms: 1.5 });
    if (step % 210 === 0) {
      const logs = Object.fromEntries(
        learners.map((learner, index) => [
          learners.length === 1 ? 'val_accuracy' : `val_${learner}_accuracy`,
          0.95 - 0.6 * Math.exp(-step / 300) - 0.02 * noise(row, seed, step, index),
        ]),
      );
      lines.push({ event: 'epoch', seed, arm, stage: 'train', step, epoch: step / 21, logs });
    }
  }
  return lines;
}

/** The files of a run folder. `change` may damage a text before it is written, or leave the file out by giving undefined. */
export async function exampleFiles(run: ExampleRun, change: (name: string, text: string) => string | undefined = (_, text) => text): Promise<FileSystem> {
  const files = memoryFiles();
  const texts = {
    'run.json': JSON.stringify(run.description),
    'summary.json': JSON.stringify(run.summary),
    'evidence.json': JSON.stringify(run.evidence),
    'metrics.jsonl': run.lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  };
  for (const [name, text] of Object.entries(texts)) {
    const changed = change(name, text);
    if (changed !== undefined) await writeFileAtomic(files, `${FOLDER}/${name}`, changed);
  }
  return files;
}
