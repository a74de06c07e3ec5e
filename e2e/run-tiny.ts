// Runs a recipe in memory and reads what came out: the digest of every student's weights, the metrics log, the events.
import { createRetort, type RetortEvent, startRun } from '@retort/distill';
import { type FileSystem, memoryFiles, sha256 } from '@retort/files';
import type { Kernel, Plugin } from '@retort/kernel';
import { type RecipeInput, recipeFromObject, resolveRecipe } from '@retort/recipe';
import { readAll } from '@retort/tensor';

export interface TinyRun {
  readonly retort: Kernel;
  readonly files: FileSystem;
  readonly input: RecipeInput;
}

export async function openTiny(input: RecipeInput, files: FileSystem = memoryFiles(), plugins: readonly Plugin[] = []): Promise<TinyRun> {
  return { retort: await createRetort({ files, plugins, output: () => undefined }), files, input };
}

export interface TinyResult {
  readonly kinds: readonly string[];
  readonly weights: Readonly<Record<string, string>>;
  readonly steps: number;
  /** Of every participant, by its name. */
  readonly accuracies: Readonly<Record<string, number>>;
  /** What strategies chose by, by arm. */
  readonly figures: Readonly<Record<string, Extract<RetortEvent, { kind: 'figures' }>['figures']>>;
  readonly interrupted: boolean;
  /** `arm/stage step`, of every step that was trained in this call. */
  readonly trained: readonly string[];
  /** Of every stage that could be captured: `captured`, or why not. */
  readonly captures: readonly string[];
}

/** `stopAt`: aborts after so many steps have been reported in this call. */
export async function runTiny(
  { retort, files, input }: TinyRun,
  options: { readonly folder?: string; readonly resume?: boolean; readonly stopAt?: number } = {},
): Promise<TinyResult> {
  const { stopAt, ...rest } = options;
  const recipe = resolveRecipe(recipeFromObject(input), retort);
  const controller = new AbortController();
  const weights: Record<string, string> = {};
  const accuracies: Record<string, number> = {};
  const figures: Record<string, TinyResult['figures'][string]> = {};
  const kinds: string[] = [];
  const trained: string[] = [];
  const captures: string[] = [];
  for await (const event of startRun({ recipe, retort, files, signal: controller.signal, ...rest })) {
    kinds.push(kindOf(event));
    if (event.kind === 'stage' && event.event.kind === 'step') {
      trained.push(`${event.place.arm}/${event.place.stage} ${event.event.report.step}`);
      if (trained.length === stopAt) controller.abort();
    }
    if (event.kind === 'stage' && event.event.kind === 'capture') captures.push(event.event.reason ?? 'captured');
    if (event.kind === 'participant') accuracies[event.participant.name] = event.participant.metrics.accuracy!;
    if (event.kind === 'figures') figures[event.arm] = event.figures;
    if (event.kind === 'student') weights[`${event.seed}/${event.arm}`] = await digest({ ...event.student.trainables(), ...event.student.statistics() });
  }
  return { kinds, weights, steps: trained.length, accuracies, figures, interrupted: kinds.includes('interrupted'), trained, captures };
}

function kindOf(event: RetortEvent): string {
  return event.kind === 'stage' ? `stage:${event.event.kind}` : event.kind;
}

export async function digest(variables: Parameters<typeof readAll>[0]): Promise<string> {
  const values = await readAll(variables);
  const parts = await Promise.all(
    Object.entries(values).map(async ([name, data]) => `${name}:${await sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))}`),
  );
  return sha256(new TextEncoder().encode(parts.join('\n')));
}

/** The log without wall times, which are not reproduced. */
export async function metricsOf(files: FileSystem, folder: string): Promise<readonly object[]> {
  const text = new TextDecoder().decode(await files.readFile(`${folder}/metrics.jsonl`));
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const { ms: _ms, ...rest } = JSON.parse(line) as Record<string, unknown>;
      return rest;
    });
}
