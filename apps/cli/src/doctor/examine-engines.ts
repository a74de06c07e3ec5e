// Every registered engine: whether it is there, and where it is, what it really got and whether it trains. Each is started in a
// process of its own.
import { type Maker, RetortError } from '@retort/kernel';
import { type ProbedEngine, probeEngines } from '@retort/tensor';
import { type CheckedEngine, type CheckRequest, checkApart } from '../engine/check-apart.ts';

export interface ExaminedEngine extends Omit<ProbedEngine, 'engine'> {
  /** `TensorFlow 2.21.0, CPU, 2 threads`. */
  readonly device?: string;
  /** Largest relative difference of its gradients from closed forms. */
  readonly error?: number;
  /** Why it does not work although it is there. */
  readonly failure?: string;
}

/** Available ones first, fastest first. */
export async function examineEngines(maker: Maker, check: (request: CheckRequest) => Promise<CheckedEngine> = checkApart): Promise<readonly ExaminedEngine[]> {
  const probed = await probeEngines(maker);
  return Promise.all(probed.map(async ({ engine: _, ...found }) => ({ ...found, ...(found.available ? await examine(found.id, check) : {}) })));
}

async function examine(id: string, check: (request: CheckRequest) => Promise<CheckedEngine>): Promise<Pick<ExaminedEngine, 'device' | 'error' | 'failure'>> {
  try {
    const { device, error } = await check({ id });
    return { device, error };
  } catch (error) {
    if (!RetortError.is(error)) throw error;
    return { failure: error.detail.received ?? error.message };
  }
}
