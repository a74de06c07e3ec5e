// Loops over every changing call of an operation: at each it fails, is torn, or the power goes. No test framework needed.
import type { FileSystem } from '../file-system.ts';
import { crashDisk, type Fate, fates } from './crash-disk.ts';
import { type FaultyOptions, faultyFiles, Killed } from './faulty-files.ts';

export interface FaultCase {
  /** What was there before: saved without faults and synced. */
  prepare(files: FileSystem): Promise<void>;
  /** The operation under test. */
  act(files: FileSystem): Promise<void>;
  /** Looks at what a reader finds afterwards; throws where it must not be. */
  check(files: FileSystem, outcome: FaultOutcome): Promise<void>;
}

export interface FaultOutcome {
  /** The call that went wrong, as `17: rename a/b`. */
  readonly at: string;
  /** Whether the operation returned: then only the new version will do. */
  readonly completed: boolean;
  /** What the operation threw, else `undefined`. */
  readonly error: unknown;
}

/** Fails or tears every call in turn. Returns how many there were. */
export async function forEveryFault(fault: FaultCase, options: Omit<FaultyOptions, 'failAt' | 'kill'>): Promise<number> {
  for (let failAt = 1; ; failAt += 1) {
    const { files } = crashDisk();
    await fault.prepare(files);
    const faulty = faultyFiles(files, { ...options, failAt });
    const error = await outcomeOf(fault.act(faulty));
    if (faulty.calls.length < failAt) return failAt - 1;
    await fault.check(files, { at: `${failAt}: ${faulty.calls[failAt - 1]}`, completed: error === undefined, error });
  }
}

/**
 * Cuts the power at every call in turn, before it and halfway through it, and shows `check` each of the disks that may be
 * left: nothing unsynced survives, all of it does (a kill alone), and `mixtures` mixtures. Returns how many disks were shown.
 */
export async function forEveryCrash(fault: FaultCase, mixtures = 6): Promise<number> {
  const seeds = Array.from({ length: mixtures }, (_, seed) => fates.mixed(seed));
  const chosen: readonly Fate[] = [fates.lost, fates.kept, ...seeds];
  let shown = 0;
  for (let failAt = 1; ; failAt += 1) {
    let calls = 0;
    for (const action of ['kill', 'torn-kill'] as const) {
      const disk = crashDisk();
      await fault.prepare(disk.files);
      const faulty = faultyFiles(disk.files, { failAt, action });
      const error = await outcomeOf(fault.act(faulty));
      calls = faulty.calls.length;
      // The last round is the operation that ran to its end: what it promised must survive a crash right after it.
      const at = calls < failAt ? 'after the last call' : `${failAt}: ${faulty.calls[failAt - 1]}`;
      if (error !== undefined && !(error instanceof Killed)) throw error;
      for (const fate of chosen) {
        await fault.check(disk.crash(fate), { at, completed: error === undefined, error });
        shown += 1;
      }
    }
    if (calls < failAt) return shown;
  }
}

async function outcomeOf(work: Promise<void>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error;
  }
}
