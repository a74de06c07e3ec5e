// Emscripten's start-up code changes the whole process: it adds handlers that rethrow every uncaught error and, with threads,
// a global Worker. This puts the process back as it was.

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** Runs `start` and afterwards removes the handlers that it added and restores `globalThis.Worker`. Node only. */
export async function keepProcess<T>(start: () => Promise<T>): Promise<T> {
  const before = EVENTS.map((event) => new Set(process.rawListeners(event)));
  const worker = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  try {
    return await start();
  } finally {
    EVENTS.forEach((event, i) => {
      for (const listener of process.rawListeners(event)) if (!before[i]!.has(listener)) process.removeListener(event, listener as () => void);
    });
    if (worker === undefined) Reflect.deleteProperty(globalThis, 'Worker');
    else Object.defineProperty(globalThis, 'Worker', worker);
  }
}
