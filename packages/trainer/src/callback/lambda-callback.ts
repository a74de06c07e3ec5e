// Your own functions as a callback. Functions are code, so no recipe holds them: an application registers them.
import { type Callback, type Contribution, defineCallback } from '@retort/kernel';

/** A contribution whose callback is `hooks`, the same object every time: its state is the caller's own. */
export function lambdaCallback(id: string, hooks: Callback): Contribution<'callback'> {
  return defineCallback({ id, summary: "The application's own functions", create: () => hooks });
}
