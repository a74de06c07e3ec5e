// Takes a training step and captures it. Two recordings have to be one program, and the captured step has to do what the eager one did
// from the same state; else the eager one is the step, and it is said why.
import type { Capture, CapturedStep, CaptureRequest, NamedTensors, NamedVariables } from '@retort/kernel';
import { assignAll, copyAll, disposeAll, mul, scope } from '@retort/tensor';
import { engine } from '@tensorflow/tfjs-core';
import { captureInSession } from './captured-session.ts';
import { differenceBetween } from './compare-recordings.ts';
import type { RecordableBackend } from './recordable-backend.ts';
import { type Recording, recordStep } from './recording.ts';
import { differenceOf, disturb, type Outcome } from './verify-step.ts';

/** Throws what the step throws, and then the variables are as before. */
export async function captureStep(request: CaptureRequest): Promise<Capture> {
  const { step, other, variables, constants = {} } = request;
  const backend = engine().backend as unknown as RecordableBackend;
  const list = [...Object.values(variables), ...Object.values(constants)];
  const owned: NamedTensors[] = [];
  const own = <T extends NamedTensors>(tensors: T): T => {
    owned.push(tensors);
    return tensors;
  };
  takeApart(variables);
  const before = own(copyAll(variables));
  try {
    const first = recordStep(backend, step, list);
    const eager = { results: own(first.results), variables: own(copyAll(variables)) };
    assignAll(variables, before);
    const second = recordStep(backend, other, list);
    own(second.results);
    assignAll(variables, before);
    const refusal = first.recording.refusal ?? second.recording.refusal ?? differenceBetween(first.recording, second.recording);
    const tried = refusal === undefined ? await tryOut(backend, request, { recording: first.recording, before, eager, own }) : { refusal };
    const { results, variables: after } = 'captured' in tried ? tried.outcome : eager;
    assignAll(variables, after);
    return { results: copyAll(results), ...('captured' in tried ? { captured: tried.captured } : { refusal: tried.refusal }) };
  } catch (error) {
    assignAll(variables, before);
    throw error;
  } finally {
    for (const tensors of owned) disposeAll(tensors);
  }
}

interface Trial {
  readonly recording: Recording;
  readonly before: NamedTensors;
  readonly eager: Outcome;
  own<T extends NamedTensors>(tensors: T): T;
}

/** Loads the step and takes it once from the state before. What the library refuses is no error: the step can still be taken eagerly. */
async function tryOut(
  backend: RecordableBackend,
  { step, variables, constants = {}, verified }: CaptureRequest,
  { recording, before, eager, own }: Trial,
): Promise<{ readonly captured: CapturedStep; readonly outcome: Outcome } | { readonly refusal: string }> {
  let captured: CapturedStep | undefined;
  let refusal: string | undefined;
  try {
    captured = await captureInSession(backend, recording, step.feeds, Object.values(variables), Object.values(constants));
    const results = own(captured.run(step.feeds, Object.keys(eager.results)));
    captured.store();
    const outcome = { results, variables: own(copyAll(variables)) };
    const disturbed = (draw: number): Outcome => {
      assignAll(variables, before);
      disturb(variables, draw);
      return { results: own(step.run()), variables: own(copyAll(variables)) };
    };
    refusal = verified ? undefined : await differenceOf(outcome, eager, disturbed);
    if (refusal === undefined) return { captured, outcome };
  } catch (error) {
    refusal = `the library could not run it: ${error instanceof Error ? error.message : String(error)}`;
  }
  captured?.dispose();
  return { refusal };
}

/** Gives every variable data of its own: a recording knows values by their data, and copies share it. */
function takeApart(variables: NamedVariables): void {
  for (const variable of Object.values(variables)) scope(() => variable.assign(mul(variable, 1)));
}
