// Who stands in the table: measured on the test samples, with what it cost to train.
import type { Stage, Student, Teacher } from '@retort/kernel';
import { agreement, measure } from '../evaluate/measure.ts';
import { type Predictor, predictLogits } from '../evaluate/predict.ts';
import type { Participant } from './run-event.ts';
import type { FinishedStage } from './run-store.ts';
import type { World } from './world.ts';

interface Measured {
  readonly name: string;
  readonly predict: Predictor;
  /** Its models; each counts once. */
  readonly models: readonly Student[];
  /** Who brings networks that are not the run's. */
  readonly others?: Pick<Teacher, 'parameters'>;
  readonly cost: Pick<Participant, 'steps' | 'msPerStep'>;
  /** For agreement. */
  readonly teacher: Participant | undefined;
}

export async function participantOf({ data, seed }: World, { name, predict, models, others, cost, teacher }: Measured): Promise<Participant> {
  const logits = await predictLogits(predict, data.test, data.shape, data.classes.length);
  const measurement = measure(logits, data.test.labels, data.classes.length);
  const agrees = teacher === undefined ? {} : { agreement: agreement(measurement.predictions, teacher.measurement.predictions) };
  const variables = [...new Set(models)].flatMap((model) => Object.values(model.trainables()));
  return {
    seed,
    name,
    metrics: { ...measurement.metrics, ...agrees },
    measurement,
    logits,
    parameters: variables.reduce((total, { size }) => total + size, others?.parameters ?? 0),
    ...cost,
  };
}

/** Steps and time of the stages of an arm, and whom each of them trained. */
export class Cost {
  readonly #stages: { readonly slots: ReadonlySet<string>; readonly steps: number; readonly ms: number }[] = [];

  add({ learners, shadows = [] }: Stage, { outcome: { steps }, msPerStep }: FinishedStage): void {
    const slots = new Set([...learners.map(({ student }) => student.slot), ...shadows.map(({ slot }) => slot)]);
    this.#stages.push({ slots, steps, ms: steps * msPerStep });
  }

  /** Of all stages, or of those that trained one of these slots. */
  total(slots?: readonly string[]): Pick<Participant, 'steps' | 'msPerStep'> {
    const counted = this.#stages.filter((stage) => slots === undefined || slots.some((slot) => stage.slots.has(slot)));
    const steps = counted.reduce((sum, stage) => sum + stage.steps, 0);
    const ms = counted.reduce((sum, stage) => sum + stage.ms, 0);
    return { steps, msPerStep: steps === 0 ? 0 : ms / steps };
  }
}
