// A captured step, loaded: a session of the library that holds the graph and its variables.
import { type CapturedStep, type NamedTensors, retortError, type Tensor, type Variable } from '@retort/kernel';
import { capturedGraph } from './captured-graph.ts';
import { savedModel } from './graph.ts';
import type { RecordableBackend } from './recordable-backend.ts';
import type { Recording } from './recording.ts';
import { inFolder } from './saved-folder.ts';

/** What is asked for where nobody reads a result. */
const TAKEN = ['taken'];

/** Loads the variables too. `like`: feeds it was recorded with. The recording knows the constants by their places behind the variables. */
export async function captureInSession(
  backend: RecordableBackend,
  recording: Recording,
  like: NamedTensors,
  variables: readonly Variable[],
  constants: readonly Variable[],
): Promise<CapturedStep> {
  const { nodes, functions, used, fixed, fed: names } = capturedGraph(recording, like, { variables, constants });
  const session = await inFolder(savedModel(nodes, functions), (folder) => backend.loadSavedModelMetaGraph(folder, 'serve'));
  const expected = names.map((name) => ({ dtype: like[name]!.dtype, shape: [...like[name]!.shape] }));
  const places = new Map(Object.keys(recording.results).map((name, at) => [name, `result_${at}`]));
  const order = Object.keys(like);
  const inputs = names.map((name) => ({ name: `feed_${order.indexOf(name)}` }));
  const readouts = used.map((at) => `readout_${at}`);
  const held = used.map((at) => variables[at]!);
  const put = (at: readonly number[], values: readonly Variable[], name: string): void => {
    const given = at.map((place) => ({ name: `given_${place}` }));
    backend.runSavedModel(session, [...values], given, [name])[0]!.dispose();
  };
  let fitting: NamedTensors | undefined;
  const captured: CapturedStep = {
    reads: (feed) => names.includes(feed),
    // The library does not hold a placeholder to its shape.
    fits(feeds) {
      const fits = names.every((name, at) => isLike(feeds[name], expected[at]!));
      fitting = fits ? feeds : undefined;
      return fits;
    },
    run(feeds, results) {
      // Whoever asked just now is not asked again.
      if (feeds !== fitting && !captured.fits(feeds)) {
        const received = Object.entries(feeds).map(([name, feed]) => `${name} ${signature(feed)}`);
        const wanted = names.map((name, at) => `${name} ${signature(expected[at]!)}`);
        throw retortError('KD_E_TENSOR_SHAPE', { what: 'the feeds of a captured step', expected: wanted.join(', '), received: received.join(', ') });
      }
      const values = names.map((name) => feeds[name] as Tensor);
      const outputs = backend.runSavedModel(session, values, inputs, results.length === 0 ? TAKEN : results.map((name) => places.get(name)!));
      if (results.length === 0) {
        outputs[0]!.dispose();
        return {};
      }
      return Object.fromEntries(outputs.map((output, at) => [results[at]!, output]));
    },
    store() {
      if (held.length === 0) return;
      backend.runSavedModel(session, [], [], readouts).forEach((output, at) => {
        held[at]!.assign(output);
        output.dispose();
      });
    },
    load: () => put(used, held, 'init'),
    dispose: () => backend.deleteSavedModel(session),
  };
  try {
    const kept = fixed.map((at) => constants[at - variables.length]!);
    put(fixed, kept, 'init_constants');
    captured.load();
  } catch (error) {
    captured.dispose();
    throw error;
  }
  return captured;
}

type Kind = Pick<Tensor, 'dtype' | 'shape'>;

/** Asked at every step, so without a text. */
function isLike(feed: Tensor | undefined, { dtype, shape }: Kind): boolean {
  return feed?.dtype === dtype && feed.shape.length === shape.length && shape.every((size, axis) => feed.shape[axis] === size);
}

function signature({ dtype, shape }: Kind): string {
  return `${dtype} [${shape}]`;
}
