// A contribution to one axis: an id, a schema of options, the tokens it needs, and a factory.
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Needs, Resolved } from '../container/token.ts';
import type { Callback } from '../contract/callback.ts';
import type { Schedule } from '../contract/clock.ts';
import type { Augmentation, DatasetSource } from '../contract/dataset.ts';
import type { Engine } from '../contract/engine.ts';
import type { Exporter, ModelFamily } from '../contract/family.ts';
import type { Knowledge } from '../contract/knowledge.ts';
import type { Connector, Mapping } from '../contract/mapping.ts';
import type { Objective } from '../contract/objective.ts';
import type { Optimizer } from '../contract/optimizer.ts';
import type { Strategy } from '../contract/stage.ts';
import type { TeacherSource } from '../contract/teacher-source.ts';
import type { Weighting } from '../contract/weighting.ts';
import { checkId } from './check-id.ts';

/** What each axis makes. */
export interface AxisMap {
  knowledge: Knowledge;
  connector: Connector;
  mapping: Mapping;
  teacher: TeacherSource;
  weighting: Weighting;
  strategy: Strategy;
  objective: Objective;
  family: ModelFamily;
  dataset: DatasetSource;
  augmentation: Augmentation;
  engine: Engine;
  optimizer: Optimizer;
  schedule: Schedule;
  callback: Callback;
  exporter: Exporter;
}

export type Axis = keyof AxisMap;

export interface Contribution<A extends Axis = Axis> {
  readonly axis: A;
  readonly id: string;
  /** One line for `retort list`. */
  readonly summary: string;
  readonly options: StandardSchemaV1 | undefined;
  readonly needs: Needs;
  /** Options are the schema's output; needs are resolved by the container. */
  create(options: unknown, needs: Readonly<Record<string, unknown>>): AxisMap[A];
}

export type OptionsOf<S extends StandardSchemaV1 | undefined> = S extends StandardSchemaV1 ? StandardSchemaV1.InferOutput<S> : Readonly<Record<string, never>>;

export interface Definition<A extends Axis, S extends StandardSchemaV1 | undefined, N extends Needs> {
  readonly id: string;
  readonly summary: string;
  /** Any Standard Schema (zod, valibot, arktype). None: the contribution takes no options. */
  readonly options?: S;
  readonly needs?: N;
  create(options: OptionsOf<S>, needs: Resolved<N>): AxisMap[A];
}

/** Makes the definer of one axis. The result is frozen and checked; nothing is registered yet. */
export function definer<A extends Axis>(axis: A) {
  return <S extends StandardSchemaV1 | undefined = undefined, N extends Needs = Needs>(definition: Definition<A, S, N>): Contribution<A> =>
    Object.freeze({
      axis,
      id: checkId(definition.id, `id of a ${axis}`),
      summary: definition.summary,
      options: definition.options,
      needs: definition.needs ?? {},
      create: definition.create as Contribution<A>['create'],
    });
}
