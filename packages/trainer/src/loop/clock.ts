// The clock of a stage, from the number of finished steps alone.
import type { Clock } from '@retort/kernel';

export function clockAt(step: number, stepsPerEpoch: number, epochs: number): Clock {
  const steps = stepsPerEpoch * epochs;
  return { step, epoch: Math.floor(step / stepsPerEpoch), stepsPerEpoch, steps, progress: step / steps };
}
