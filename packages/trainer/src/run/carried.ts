// What the terms of an arm have learnt, from one stage to the next: the variables of connectors, mappings and knowledge, kept by
// slot and term. A term that comes again with the same variables continues with them; else it starts anew.
import type { NamedTensors, NamedVariables } from '@retort/kernel';
import { clone, disposeAll } from '@retort/tensor';
import type { Plan } from '../plan/plan.ts';

/** Leads the names of what is stored, so that none is that of a student's weight: a slot has no colon. */
const LEAD = 'module';

/** Owns copies, by `slot:term` and the names that the variables have in the term. */
export class Carried {
  readonly #terms = new Map<string, NamedTensors>();

  /** Hands each term of the plan what it had, where every name and shape is the same. Trained or not does not matter. */
  resume(plan: Plan): void {
    for (const [term, variables] of modulesOf(plan)) {
      const kept = this.#terms.get(term);
      if (kept === undefined || signature(kept) !== signature(variables)) continue;
      for (const [name, variable] of Object.entries(variables)) variable.assign(kept[name] as typeof variable);
    }
  }

  /** Keeps copies of what the plan's terms hold now. */
  take(plan: Plan): void {
    for (const [term, variables] of modulesOf(plan)) {
      this.#put(term, Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, clone(variable)])));
    }
  }

  /** Takes over what a finished stage has stored, by the names of `storedModules`. */
  restore(stored: NamedTensors): void {
    const terms = new Map<string, Record<string, NamedTensors[string]>>();
    for (const [path, tensor] of Object.entries(stored)) {
      const [, slot, term, ...name] = path.split(':');
      const key = `${slot}:${term}`;
      terms.set(key, { ...terms.get(key), [name.join(':')]: tensor });
    }
    for (const [term, tensors] of terms) this.#put(term, tensors);
  }

  dispose(): void {
    for (const term of [...this.#terms.keys()]) this.#put(term, {});
    this.#terms.clear();
  }

  #put(term: string, tensors: NamedTensors): void {
    disposeAll(this.#terms.get(term) ?? {});
    this.#terms.set(term, tensors);
  }
}

/** What a finished stage stores of its plan, by the names that `Carried.restore` reads. */
export function storedModules(plan: Plan): NamedVariables {
  return Object.fromEntries(
    [...modulesOf(plan)].flatMap(([term, variables]) => Object.entries(variables).map(([name, variable]) => [`${LEAD}:${term}:${name}`, variable] as const)),
  );
}

/** Variables of each term, by `slot:term` and the names they have in it. A term without any is left out. */
function modulesOf({ learners, trainables, statistics }: Plan): ReadonlyMap<string, NamedVariables> {
  const models = new Set(learners.flatMap(({ student }) => [...Object.values(student.trainables()), ...Object.values(student.statistics())]));
  const all = Object.entries({ ...trainables, ...statistics }).filter(([, variable]) => !models.has(variable));
  const found = learners.flatMap(({ name: learner, slot, terms }) =>
    terms.map(({ name: term }) => {
      const lead = `${learner}/${term}/`;
      const own = all.filter(([path]) => path.startsWith(lead)).map(([path, variable]) => [path.slice(lead.length), variable] as const);
      return [`${slot}:${term}`, Object.fromEntries(own)] as const;
    }),
  );
  return new Map(found.filter(([, variables]) => Object.keys(variables).length > 0));
}

function signature(tensors: NamedTensors): string {
  return Object.keys(tensors)
    .sort()
    .map((name) => `${name} ${tensors[name]!.shape.join('x')}`)
    .join('\n');
}
