// Lists the cells of the matrix from what is registered: nothing here names a method.
import type { Choice, Kernel, ObjectiveSpec, TermSpec } from '@retort/kernel';
import { committeeId, knowledgeOptions, mappingOptions, namingId, strategyOptions, teacherLead, teacherOptions } from './requirements.ts';
import { CLASSES, type Scene } from './scenes.ts';

/** Where a term reads: nowhere for a response, else through a mapping and a connector. */
export interface Place {
  readonly mapping: string;
  readonly connector: string;
  /** Whether it names layers of these two networks: then it means nothing where somebody else teaches. */
  readonly named: boolean;
  readonly term: Pick<TermSpec, 'mapping' | 'connector'>;
}

const NONE: Place = { mapping: '-', connector: '-', named: false, term: {} };

/** Mappings times connectors, or the one place of a knowledge that reads no layers. */
export function placesOf(retort: Kernel, knowledge: Choice, { student, teacher }: Scene): readonly Place[] {
  if (retort.make('knowledge', knowledge).family === 'response') return [NONE];
  return retort.list('mapping').flatMap(({ id }) => {
    const ways = Object.entries(mappingOptions[id]?.(student.taps, teacher.taps) ?? { [id]: {} });
    return ways.flatMap(([way, options]) =>
      retort.list('connector').map((connector) => ({
        mapping: way === id ? id : `${id} (${way})`,
        connector: connector.id,
        named: id === namingId,
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

/** The scene as the teacher source shows it: where its taps have a lead, they are named with it. */
export function sceneOf(id: string, scene: Scene): Scene {
  const lead = teacherLead[id] ?? '';
  return { ...scene, teacher: { ...scene.teacher, taps: scene.teacher.taps.map((tap) => `${lead}${tap}`) } };
}

/** Teachers of both networks of the scene, heard in this way. */
export function committeeChoice(merge: { readonly space: string; readonly weights: Choice }, { student, teacher }: Scene): Choice {
  return { id: committeeId, members: { one: { model: teacher.model }, two: { model: student.model }, three: { model: teacher.model } }, ...merge };
}

/** Large, so that every gradient is longer than what it is cut to. */
const WEIGHT = 1e4;

export function objectiveOf(knowledge: Choice, place: Place['term']): ObjectiveSpec {
  return { task: 0, terms: [{ knowledge, weight: WEIGHT, ...place }] };
}

export function strategyChoice(id: string, { student }: Scene): Choice {
  return { id, ...strategyOptions[id]?.(student) };
}
