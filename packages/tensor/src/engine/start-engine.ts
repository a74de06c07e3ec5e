// Starts the engine a run was told to use, or the fastest one present. Never a silent fallback: a named engine that is missing is an error.
import { type Choice, type Engine, type EngineProbe, type EngineSession, type Maker, RetortError, retortError } from '@retort/kernel';
import { getBackend, setBackend } from '../tf.ts';
import { type ProbedEngine, probeEngines } from './probe-engines.ts';

export interface StartedEngine extends EngineSession {
  /** Which engine was taken and why, and why not each of the others. One sentence per engine. */
  readonly why: string;
}

/**
 * Starts an engine and makes it current.
 *
 * @param choice - an engine's id, alone or with its options; `auto` takes the available engine with the highest rank.
 * @throws KD_E_ENGINE_MISSING with the command that gets a named engine that is not available; KD_E_ENGINE_NONE where `auto` finds
 *   none; KD_E_ENGINE_START where an engine fails to start; KD_E_ENGINE_NOT_CURRENT where its backend is not the current one
 *   afterwards. The engine that was current before then stays current; `auto` does not go on to the next one.
 */
export async function startEngine(maker: Maker, choice: Choice): Promise<StartedEngine> {
  const { id, engine, why } = isAuto(choice) ? await fastest(maker) : await named(maker, choice);
  const before = getBackend();
  try {
    const session = await started(id, engine);
    await expectCurrent(id, session);
    const { id: name, backend, device, capture } = session;
    return { id: name, backend, device, why, ...(capture === undefined ? {} : { capture }), dispose: () => session.dispose() };
  } catch (error) {
    if (getBackend() !== before) await setBackend(before);
    throw error;
  }
}

interface Picked {
  readonly id: string;
  readonly engine: Engine;
  readonly why: string;
}

function isAuto(choice: Choice): boolean {
  if (typeof choice === 'string') return choice === 'auto';
  if (choice.id !== 'auto') return false;
  const options = Object.keys(choice).filter((key) => key !== 'id');
  if (options.length === 0) return true;
  throw retortError('KD_E_OPTIONS_INVALID', { what: 'engine: auto', expected: 'no options; name the engine to give it options', received: options.join(', ') });
}

async function named(maker: Maker, choice: Choice): Promise<Picked> {
  const id = typeof choice === 'string' ? choice : choice.id;
  const engine = maker.make('engine', choice, 'engine');
  const probe = await engine.probe();
  if (!probe.available) throw missing(id, probe);
  return { id, engine, why: `${id}: it was asked for (${probe.detail}).` };
}

async function fastest(maker: Maker): Promise<Picked> {
  const probed = await probeEngines(maker);
  const best = probed[0];
  const reasons = probed.map((one) => reason(one, best as ProbedEngine));
  if (best?.engine === undefined || !best.available)
    throw retortError('KD_E_ENGINE_NONE', {
      what: 'engine: auto',
      expected: 'an engine that is available',
      received: reasons.join(' ') || 'none is registered',
    });
  return { id: best.id, engine: best.engine, why: reasons.join(' ') };
}

function reason(one: ProbedEngine, best: ProbedEngine): string {
  if (!one.available) return `Not ${one.id}: ${one.detail}${one.cure === undefined ? '' : ` (${one.cure})`}.`;
  if (one === best) return `${one.id}: the fastest that is available (${one.detail}).`;
  return `Not ${one.id}: slower (rank ${one.rank} of ${best.rank}).`;
}

function missing(id: string, { detail, cure }: EngineProbe): RetortError {
  const action = cure === undefined ? {} : { action: `Run \`${cure}\`, or choose another engine or \`auto\`` };
  return retortError('KD_E_ENGINE_MISSING', { what: `the engine "${id}"`, expected: 'an engine that is available here', received: detail, ...action });
}

async function started(id: string, engine: Engine): Promise<EngineSession> {
  try {
    return await engine.start();
  } catch (cause) {
    if (RetortError.is(cause)) throw cause;
    throw retortError('KD_E_ENGINE_START', { what: `the engine "${id}"`, received: cause instanceof Error ? cause.message : String(cause), cause });
  }
}

async function expectCurrent(id: string, session: EngineSession): Promise<void> {
  const current = getBackend();
  if (current === session.backend) return;
  await session.dispose();
  throw retortError('KD_E_ENGINE_NOT_CURRENT', {
    what: `the engine "${id}"`,
    expected: `the backend "${session.backend}" to be current`,
    received: `"${current}"`,
  });
}
