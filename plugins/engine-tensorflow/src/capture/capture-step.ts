// Captures a training step: records two real ones, and where they are one program, loads it as a graph that runs as one call.
// Internal: nothing outside this plugin sees it yet.
import { type NamedTensors, retortError, type Tensor } from '@retort/kernel';
import { engine } from '@tensorflow/tfjs-core';
import { capturedGraph } from './captured-graph.ts';
import { differenceBetween } from './compare-recordings.ts';
import { savedModel } from './graph.ts';
import type { RecordableBackend } from './recordable-backend.ts';
import { type Recording, recordStep } from './recording.ts';

export interface CaptureRequest {
  /** Synchronous; assigns variables and gives float32 results. Whatever changes from step to step comes in through the feeds. */
  step(feeds: NamedTensors): NamedTensors;
  /** Of two steps with different values and equal shapes. They stay the caller's. */
  readonly feeds: readonly [NamedTensors, NamedTensors];
  /** Keeps a file `saved_model.pb` of these bytes in a folder of its own while `load` runs. */
  withFolder<T>(bytes: Uint8Array, load: (folder: string) => T): T;
}

export interface Capture {
  /** Of the two steps, which were real ones. The caller's. */
  readonly results: readonly [NamedTensors, NamedTensors];
  readonly captured?: CapturedStep;
  /** Why there is no captured step. */
  readonly refusal?: string;
}

export interface CapturedStep {
  /** One step. The variables it changed are in the session: see `store()`. The results are the caller's. */
  run(feeds: NamedTensors): NamedTensors;
  /** Session to variables: before anything else reads them. */
  store(): void;
  /** Variables to session: after anything else changed them, and after a step that failed. */
  load(): void;
  dispose(): void;
}

/** Run at least one step before: optimizers make their slots in it. */
export function captureStep({ step, feeds, withFolder }: CaptureRequest): Capture {
  const backend = engine().backend as unknown as RecordableBackend;
  const [first, second] = feeds.map((values) => recordStep(backend, () => step(values), values)) as [
    ReturnType<typeof recordStep>,
    ReturnType<typeof recordStep>,
  ];
  const results = [first.results, second.results] as const;
  const refusal = first.recording.refusal ?? second.recording.refusal ?? differenceBetween(first.recording, second.recording);
  if (refusal !== undefined) return { results, refusal };
  return { results, captured: capturedStep(backend, second.recording, feeds[1], withFolder) };
}

function capturedStep(backend: RecordableBackend, recording: Recording, like: NamedTensors, withFolder: CaptureRequest['withFolder']): CapturedStep {
  const { nodes, used } = capturedGraph(recording, like);
  const session = withFolder(savedModel(nodes), (folder) => backend.loadSavedModelMetaGraph(folder, 'serve'));
  const variables = used.map((at) => recording.variables[at]!);
  const [names, shapes] = [Object.keys(like), Object.values(like).map(({ dtype, shape }) => `${dtype} [${shape}]`)];
  const results = Object.keys(recording.results);
  const named = (list: readonly string[]) => list.map((name) => ({ name }));
  const captured: CapturedStep = {
    run(feeds) {
      const values = names.map((name) => feeds[name] as Tensor);
      // The library does not hold a placeholder to its shape.
      const received = values.map(({ dtype, shape }) => `${dtype} [${shape}]`);
      if (received.join() !== shapes.join())
        throw retortError('KD_E_TENSOR_SHAPE', { what: 'the feeds of a captured step', expected: shapes.join(), received: received.join() });
      const outputs = backend.runSavedModel(
        session,
        values,
        named(names.map((name) => `feed_${name}`)),
        results.map((name) => `result_${name}`),
      );
      return Object.fromEntries(outputs.map((output, at) => [results[at]!, output]));
    },
    store() {
      const outputs = backend.runSavedModel(
        session,
        [],
        [],
        used.map((at) => `readout_${at}`),
      );
      outputs.forEach((output, at) => {
        variables[at]!.assign(output);
        output.dispose();
      });
    },
    load() {
      backend.runSavedModel(session, variables, named(used.map((at) => `given_${at}`)), ['init'])[0]!.dispose();
    },
    dispose: () => backend.deleteSavedModel(session),
  };
  captured.load();
  return captured;
}
