// Whether a Python has PyTorch, asked before anything is measured.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { retortError } from '@retort/kernel';

/** Its version. @throws KD_E_BENCH_PEER */
export async function findTorch(python: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(python, ['-c', 'import torch; print(torch.__version__)']);
    return stdout.trim();
  } catch (cause) {
    const lines = (cause as Error).message.trim().split('\n');
    throw retortError('KD_E_BENCH_PEER', { what: `the Python "${python}"`, expected: 'one that imports torch', received: lines.at(-1)!, cause });
  }
}
