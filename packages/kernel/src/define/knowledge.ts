// Definers of the three families of knowledge. An author writes `loss`, a function over the tensors that the family
// hands over; a knowledge with modules or memory of its own writes `build`, which returns the loss with its variables.
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Schedulable } from '../contract/clock.ts';
import type {
  BuiltKnowledge,
  FeaturePairInput,
  FeatureSequenceInput,
  Knowledge,
  KnowledgeBuild,
  LossTerms,
  Prelude,
  RelationInput,
  ResponseInput,
} from '../contract/knowledge.ts';
import { type Contribution, definer, type OptionsOf } from './contribution.ts';

interface KnowledgeDefinition<S extends StandardSchemaV1 | undefined> {
  readonly id: string;
  readonly summary: string;
  readonly options?: S;
  /** Which options vary with the clock; each reaches `loss` as `feeds.<name>`. */
  feeds?(options: OptionsOf<S>): Readonly<Record<string, Schedulable>>;
  /** A stage that has to come first; `undefined` where these options need none. */
  prelude?(options: OptionsOf<S>): Prelude | undefined;
  /** Whether `loss` reads no teacher, so that it works where there is none. */
  readonly teacherless?: boolean;
  /** Whether `loss` honours `weights`, one number per sample. Only where the loss is a mean over samples. */
  readonly weighs?: boolean;
}

interface FeatureDefinition<S extends StandardSchemaV1 | undefined> {
  /** Whether both sides are compared element by element; `false` where the loss takes unlike shapes by itself. True when absent. */
  aligned?(options: OptionsOf<S>): boolean;
}

type LossOrBuild<Input, S extends StandardSchemaV1 | undefined> =
  | { loss(input: Input, options: OptionsOf<S>): LossTerms; build?: never }
  | { build(build: KnowledgeBuild, options: OptionsOf<S>): BuiltKnowledge<Input>; loss?: never };

type Authored<Input, S extends StandardSchemaV1 | undefined> = KnowledgeDefinition<S> & LossOrBuild<Input, S>;
type AuthoredFeature<Input, S extends StandardSchemaV1 | undefined> = Authored<Input, S> & FeatureDefinition<S>;

const defineAny = definer('knowledge');

/** What the families have in common, ready to be told its family. */
interface Unplaced<Input> {
  readonly id: string;
  readonly feeds: Readonly<Record<string, Schedulable>>;
  readonly prelude?: Prelude;
  readonly teacherless: boolean;
  readonly weighs: boolean;
  build(build: KnowledgeBuild): BuiltKnowledge<Input>;
}

function define<Input, S extends StandardSchemaV1 | undefined>(
  definition: Authored<Input, S>,
  place: (knowledge: Unplaced<Input>, options: OptionsOf<S>) => Knowledge,
): Contribution<'knowledge'> {
  return defineAny<S>({
    id: definition.id,
    summary: definition.summary,
    ...(definition.options === undefined ? {} : { options: definition.options }),
    create(options) {
      const prelude = definition.prelude?.(options);
      const knowledge: Unplaced<Input> = {
        id: definition.id,
        feeds: definition.feeds?.(options) ?? {},
        ...(prelude === undefined ? {} : { prelude }),
        teacherless: definition.teacherless ?? false,
        weighs: definition.weighs ?? false,
        build: (build) => (definition.loss === undefined ? definition.build(build, options) : { loss: (input) => definition.loss(input, options) }),
      };
      return place(knowledge, options);
    },
  });
}

/** Knowledge in the outputs: compares logits `[B, C]`. */
export function defineResponseKnowledge<S extends StandardSchemaV1 | undefined = undefined>(definition: Authored<ResponseInput, S>): Contribution<'knowledge'> {
  return define(definition, (knowledge) => ({ ...knowledge, family: 'response' }));
}

/** Knowledge in activations, one mapped pair at a time; the terms of all pairs are added. */
export function defineFeatureKnowledge<S extends StandardSchemaV1 | undefined = undefined>(
  definition: AuthoredFeature<FeaturePairInput, S>,
): Contribution<'knowledge'> {
  return define(definition, (knowledge, options) => ({ ...knowledge, family: 'feature', reads: 'pair', aligned: definition.aligned?.(options) ?? true }));
}

/** Knowledge in activations that needs all mapped pairs at once, in order. */
export function defineFeatureSequenceKnowledge<S extends StandardSchemaV1 | undefined = undefined>(
  definition: AuthoredFeature<FeatureSequenceInput, S>,
): Contribution<'knowledge'> {
  return define(definition, (knowledge, options) => ({ ...knowledge, family: 'feature', reads: 'sequence', aligned: definition.aligned?.(options) ?? true }));
}

/** Knowledge in how samples relate to each other, one mapped pair at a time. */
export function defineRelationKnowledge<S extends StandardSchemaV1 | undefined = undefined>(definition: Authored<RelationInput, S>): Contribution<'knowledge'> {
  return define(definition, (knowledge) => ({ ...knowledge, family: 'relation' }));
}
