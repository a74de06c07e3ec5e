// Lists the cells of the matrix from what is registered: nothing here names a method.
import type { Choice, Kernel, ObjectiveSpec, TermSpec } from '@retort/kernel';
import { knowledgeOptions, mappingOptions, strategyOptions, teacherOptions } from './requirements.ts';
import { CLASSES, type Scene } from './scenes.ts';

/** Where a term reads: nowhere for a response, else through a mapping and a connector. */
export interface Place {
  readonly mapping: string;
  readonly connector: string;
  readonly term: Pick<TermSpec, 'mapping' | 'connector'>;
}

const NONE: Place = { mapping: '-', connector: '-', term: {} };

/** Mappings times connectors, or the one place of a knowledge that reads no layers. */
export function placesOf(retort: Kernel, knowledge: Choice, { student, teacher }: Scene): readonly Place[] {
  if (retort.make('knowledge', knowledge).family === 'response') return [NONE];
  return retort.list('mapping').flatMap(({ id }) => {
    const ways = Object.entries(mappingOptions[id]?.(student.taps, teacher.taps) ?? { [id]: {} });
    return ways.flatMap(([way, options]) =>
      retort.list('connector').map((connector) => ({
        mapping: way === id ? id : `${id} (${way})`,
        connector: connector.id,
        term: { mapping: { id, ...options }, connector: connector.id },
      })),
    );
  });
}

export function knowledgeChoice(id: string, scene: Scene): Choice {
  return { id, ...knowledgeOptions[id]?.({ features: scene.teacher.features, classes: CLASSES }) };
}

export function teacherChoice(id: string, scene: Scene): Choice {
  return { id, ...teacherOptions[id]?.(scene.teacher.model) };
}

/** Large, so that every gradient is longer than what it is cut to. */
const WEIGHT = 1e4;

export function objectiveOf(knowledge: Choice, place: Place['term']): ObjectiveSpec {
  return { task: 0, terms: [{ knowledge, weight: WEIGHT, ...place }] };
}

export function strategyChoice(id: string, { student }: Scene): Choice {
  return { id, ...strategyOptions[id]?.(student) };
}
