// Asks every registered engine whether it could run here, without starting any. For `auto`, and for reports of a machine.
import type { Engine, EngineProbe, Maker } from '@retort/kernel';

export interface ProbedEngine extends EngineProbe {
  readonly id: string;
  readonly rank: number;
  /** Absent where the contribution could not even be made. */
  readonly engine?: Engine;
}

/** Every engine with its default options: available ones first, fastest first, then by id. One that fails to answer is not available, and `detail` says why. */
export async function probeEngines(maker: Maker): Promise<readonly ProbedEngine[]> {
  const probed = await Promise.all(maker.list('engine').map(({ id }) => probeEngine(maker, id)));
  return probed.sort((a, b) => Number(b.available) - Number(a.available) || b.rank - a.rank || a.id.localeCompare(b.id));
}

async function probeEngine(maker: Maker, id: string): Promise<ProbedEngine> {
  try {
    const engine = maker.make('engine', id, 'engine: auto');
    const probe = await engine.probe();
    return { ...probe, id, rank: engine.rank, engine };
  } catch (error) {
    return { id, rank: Number.NEGATIVE_INFINITY, available: false, detail: `it could not be asked: ${error instanceof Error ? error.message : String(error)}` };
  }
}
