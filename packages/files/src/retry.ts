// Repeats an operation that a system may refuse for a moment (Windows: a virus scanner holds the file that is renamed).

/** Runs `work`; where it fails and `passing` says that this may pass, waits and runs it again, once per wait. */
export async function retry<T>(work: () => Promise<T>, passing: (error: unknown) => boolean, waits: readonly number[]): Promise<T> {
  for (const milliseconds of waits) {
    try {
      return await work();
    } catch (error) {
      if (!passing(error)) throw error;
    }
    await new Promise((done) => setTimeout(done, milliseconds));
  }
  return work();
}
