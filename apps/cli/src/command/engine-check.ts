// `retort engine check`: starts one engine, compares gradients with closed forms, and trains a small model on it.
import { createRetort } from '@retort/distill';
import { startEngine } from '@retort/tensor';
import { checkEngine } from '../engine/check-engine.ts';

export interface EngineCheckOptions {
  readonly device?: string;
  readonly json: boolean;
}

export async function engineCheck(id: string, { device, json }: EngineCheckOptions): Promise<void> {
  const retort = await createRetort();
  try {
    const engine = await startEngine(retort, { id, ...(device === undefined ? {} : { device }) });
    try {
      const { loss, error } = await checkEngine();
      const result = { id: engine.id, device: engine.device, loss, error };
      process.stdout.write(
        json
          ? `${JSON.stringify(result)}\n`
          : `${engine.id} (${engine.device}): loss ${loss.map((value) => value.toFixed(3)).join(' to ')}, gradients within ${error.toExponential(1)}\n`,
      );
    } finally {
      await engine.dispose();
    }
  } finally {
    await retort.dispose();
  }
}
