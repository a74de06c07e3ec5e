// An append-only log of one JSON object per line. A kill loses at most what was not flushed yet, and never the file.
import { retortError } from '@retort/kernel';
import { ensureFolder } from './ensure-folder.ts';
import type { FileHandle, FileSystem } from './file-system.ts';
import { parentOf } from './paths.ts';
import { scanJsonLines } from './scan-json-lines.ts';
import { formatJson } from './strict-json.ts';

export interface JsonLinesOptions {
  /** Flush when so many records wait; 100 when absent. */
  readonly records?: number;
  /** Flush when a record has waited so long; 1000 when absent. */
  readonly milliseconds?: number;
}

export interface JsonLines {
  /**
   * Adds one record. Resolves at once unless a flush is due. A number that JSON has no word for becomes the string `NaN`,
   * `Infinity` or `-Infinity`, which `Number()` reads back. Throws `KD_E_FILES_JSON` for what is not plain data.
   * Throws `KD_E_FILES_FULL`, ... where a flush fails: the records stay in memory, and the next flush writes them again.
   */
  append(record: Readonly<Record<string, unknown>>): Promise<void>;
  /** On return every record so far survives a power loss. */
  flush(): Promise<void>;
  /** Flushes and closes. Closes also where the flush fails. */
  close(): Promise<void>;
}

/** Opens or makes the log and cuts off a torn last line. One writer at a time. Throws `KD_E_FILES_LOG` for a damaged one. */
export async function openJsonLines(files: FileSystem, path: string, options: JsonLinesOptions = {}): Promise<JsonLines> {
  await ensureFolder(files, parentOf(path));
  const known = (await files.stat(path)) === undefined ? 0 : scanJsonLines(await files.readFile(path), path).size;
  const handle = await files.open(path, 'append');
  try {
    if ((await handle.stat()).size > known) await handle.truncate(known);
    await handle.sync();
    await files.syncFolder(parentOf(path));
  } catch (error) {
    await handle.close();
    throw error;
  }
  return appender(handle, path, known, options.records ?? 100, options.milliseconds ?? 1000);
}

function appender(handle: FileHandle, path: string, known: number, records: number, milliseconds: number): JsonLines {
  const waiting: string[] = [];
  let durable = known;
  // Whether a write failed midway: half a line may stand behind what is durable.
  let torn = false;
  let overdue = false;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last: Promise<void> = Promise.resolve();

  async function drain(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    if (torn) await handle.truncate(durable);
    const lines = waiting.length;
    const bytes = new TextEncoder().encode(waiting.join(''));
    torn = true;
    await handle.write(bytes);
    await handle.sync();
    torn = false;
    overdue = false;
    durable += bytes.length;
    waiting.splice(0, lines);
  }

  /** One drain at a time; a failed one does not stop the next. */
  function flush(): Promise<void> {
    const run = last.then(drain, drain);
    last = run;
    return run;
  }

  function flushLater(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      // Nobody awaits this flush: where it fails, the next append flushes again and throws if that fails too.
      flush().catch(() => {
        overdue = true;
      });
    }, milliseconds);
    // A waiting flush alone does not keep the process alive; close() writes the rest.
    if (typeof timer === 'object') timer.unref();
  }

  const checkOpen = (): void => {
    if (closed) throw retortError('KD_E_FILES_CLOSED', { what: `the log "${path}"` });
  };

  return {
    async append(record) {
      checkOpen();
      waiting.push(`${formatJson(wordedNumbers(record), `a record for "${path}"`)}\n`);
      if (overdue || waiting.length >= records) return flush();
      flushLater();
    },
    async flush() {
      checkOpen();
      return flush();
    },
    async close() {
      if (closed) return;
      closed = true;
      try {
        await flush();
      } finally {
        await handle.close();
      }
    },
  };
}

/** A copy in which NaN and the infinities are words. */
function wordedNumbers(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return value.map(wordedNumbers);
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, wordedNumbers(item)]));
  }
  return value;
}
