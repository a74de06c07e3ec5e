// All that a stage in progress is: variables by stable names and a little plain data. What a checkpoint holds, exactly.
import type { CallbackState, NamedTensors, NamedVariables } from '@retort/kernel';
import { retortError } from '@retort/kernel';
import { clone } from '@retort/tensor';
import type { Plan } from '../plan/plan.ts';
import type { Control, ControlState } from './control.ts';
import type { Means, MeansState } from './means.ts';
import type { Memory } from './memory.ts';

export interface StageData {
  readonly step: number;
  readonly control: ControlState;
  readonly means: MeansState;
  readonly callbacks: readonly (CallbackState | null)[];
  readonly remembered: readonly string[];
  /** Whether its steps are captured by the engine: they differ from eager ones by rounding, and go on as they began. Absent: undecided. */
  readonly captured?: boolean;
}

/** `tensors` are live variables and copies: read them before the next step; nobody disposes them. */
export interface StageSnapshot {
  readonly data: StageData;
  readonly tensors: NamedTensors;
}

export interface StageParts {
  readonly plan: Plan;
  /** Of the shadows of its learners, by stable names. */
  readonly shadows: NamedVariables;
  readonly control: Control;
  readonly means: Means;
  readonly memory: Memory;
  readonly callbacks: readonly { state?(): CallbackState; restore?(state: CallbackState): void }[];
}

export function captureStage(parts: StageParts, step: number, captured?: boolean): StageSnapshot {
  const { control, means, memory, callbacks } = parts;
  const remembered = [...memory.copies()].flatMap(([name, copy]) =>
    Object.entries(copy).map(([key, tensor]) => [`remembered/${name}/${key}`, tensor] as const),
  );
  return {
    data: {
      step,
      control: control.state(),
      means: means.state(),
      callbacks: callbacks.map((callback) => callback.state?.() ?? null),
      remembered: [...memory.copies().keys()],
      ...(captured === undefined ? {} : { captured }),
    },
    tensors: { ...prefixed(allVariables(parts)), ...Object.fromEntries(remembered) },
  };
}

/** Assigns every variable. `tensors` stay the caller's. Throws `KD_E_CHECKPOINT_MISMATCH` before anything is changed. */
export function restoreStage(parts: StageParts, { data, tensors }: StageSnapshot): void {
  const { control, means, memory, callbacks } = parts;
  const variables = allVariables(parts);
  const kept = learned(parts);
  const wanted = new Map(Object.entries(prefixed(variables)).map(([name, variable]) => [name, variable.shape.join('x')]));
  for (const name of data.remembered) {
    for (const [key, variable] of Object.entries(kept)) wanted.set(`remembered/${name}/${key}`, variable.shape.join('x'));
  }
  for (const [name, shape] of wanted) {
    const received = tensors[name]?.shape.join('x');
    if (received !== shape)
      throw retortError('KD_E_CHECKPOINT_MISMATCH', {
        what: `"${name}" in the checkpoint`,
        expected: `shape ${shape || '(scalar)'}`,
        received: received ?? 'nothing',
      });
  }
  if (Object.keys(tensors).length !== wanted.size || data.callbacks.length !== callbacks.length) {
    throw retortError('KD_E_CHECKPOINT_MISMATCH', {
      what: 'the checkpoint',
      expected: `${wanted.size} tensors and ${callbacks.length} callbacks`,
      received: `${Object.keys(tensors).length} and ${data.callbacks.length}`,
    });
  }
  for (const [name, variable] of Object.entries(prefixed(variables))) variable.assign(tensors[name]!);
  for (const name of data.remembered) {
    memory.put(name, Object.fromEntries(Object.keys(kept).map((key) => [key, clone(tensors[`remembered/${name}/${key}`]!)])));
  }
  control.restore(data.control);
  means.restore(data.means);
  data.callbacks.forEach((state, index) => {
    if (state !== null) callbacks[index]!.restore?.(state);
  });
}

/** What is learned and what is remembered: trainables and statistics, of the plan and of the shadows. */
export function learned({ plan, shadows }: Pick<StageParts, 'plan' | 'shadows'>): NamedVariables {
  return { ...prefix('trainable', plan.trainables), ...prefix('statistic', plan.statistics), ...shadows };
}

/** What a step may assign: what is learned, and the optimizer's slots. */
export function allVariables(parts: Pick<StageParts, 'plan' | 'shadows'>): NamedVariables {
  return { ...learned(parts), ...prefix('slot', parts.plan.slots.slots) };
}

function prefixed(variables: NamedVariables): NamedVariables {
  return prefix('variable', variables);
}

function prefix(lead: string, variables: NamedVariables): NamedVariables {
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [`${lead}/${name}`, variable]));
}
