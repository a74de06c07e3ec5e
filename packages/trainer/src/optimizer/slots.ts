// Slots: one zero variable per trained variable and kind, by stable names, owned by the optimizer.
import type { NamedVariables, Variable } from '@retort/kernel';
import { createVariable, zerosLike } from '@retort/tensor';

/** `momentum/<variable>` for every variable. */
export function makeSlots(kind: string, variables: NamedVariables): Readonly<Record<string, Variable>> {
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [`${kind}/${name}`, createVariable(zerosLike(variable), false)]));
}
