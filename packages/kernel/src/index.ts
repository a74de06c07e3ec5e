// The kernel's public names: contracts, definers, plugin host, container facade, errors. No tensor is computed here.
export type { Container, ContainerFactory, ContainerScope, Provider } from './container/container.ts';
export type { ContainerBacking } from './container/container-backing.ts';
export { containerOver } from './container/container-over.ts';
export { createContainer } from './container/inversify-container.ts';
export { type Needs, type Resolved, type Token, token } from './container/token.ts';
export type { Batch } from './contract/batch.ts';
export { sourceOf, tellSource } from './contract/batch-source.ts';
export type { Callback, CallbackState, EpochReport, RunControl, StageReport, StepReport } from './contract/callback.ts';
export type { Capture, CapturedStep, CaptureRequest, CaptureStep, StepProgram } from './contract/capture.ts';
export type { Choice, Clock, Schedulable, Schedule } from './contract/clock.ts';
export type { Augmentation, AugmentedBatch, Dataset, DatasetSource, Samples } from './contract/dataset.ts';
export type { Engine, EngineProbe, EngineSession } from './contract/engine.ts';
export type { Exporter, ModelBuild, ModelFamily } from './contract/family.ts';
export type {
  BuiltKnowledge,
  FeatureKnowledge,
  FeaturePairInput,
  FeatureSequenceInput,
  Feeds,
  Knowledge,
  KnowledgeBuild,
  LossTerms,
  Prelude,
  RelationInput,
  RelationKnowledge,
  ResponseInput,
  ResponseKnowledge,
} from './contract/knowledge.ts';
export type {
  BuiltConnector,
  BuiltMapping,
  Connector,
  ConnectorBuild,
  JoinedPair,
  JoinedShapes,
  Mapping,
  MappingBuild,
  MappingSides,
  TapPair,
  TapShapes,
} from './contract/mapping.ts';
export type { ForwardOptions, Student, TapName, Tapped, Teacher, TeacherDemand, Trace } from './contract/model.ts';
export type { NamedTensors, NamedVariables } from './contract/named.ts';
export type { Objective, ObjectiveSpec, TermSpec } from './contract/objective.ts';
export type { BuiltOptimizer, Optimizer } from './contract/optimizer.ts';
export { OUTPUT } from './contract/output.ts';
export type { RandomDraws, RandomStream } from './contract/random.ts';
export type { ArmSpec, DataSpec, Recipe } from './contract/recipe.ts';
export type {
  Learner,
  Metrics,
  Quiz,
  SampleView,
  Selection,
  Shadow,
  Stage,
  StageOutcome,
  Strategy,
  StrategyContext,
  StrategyResult,
  StudentSpec,
  TeacherRef,
  TrainingSpec,
} from './contract/stage.ts';
export type { MemberSpec, ModelMember, OpenedMember, TeacherBuild, TeacherSource } from './contract/teacher-source.ts';
export type { DataType, Scalar, Shape, Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from './contract/tensor.ts';
export type { BuiltWeighting, MergeSpec, Weighting, WeightingBuild, WeightingInput } from './contract/weighting.ts';
export {
  defineAugmentation,
  defineCallback,
  defineConnector,
  defineDataset,
  defineEngine,
  defineExporter,
  defineFamily,
  defineMapping,
  defineObjective,
  defineOptimizer,
  defineSchedule,
  defineStrategy,
  defineTeacher,
  defineWeighting,
} from './define/axes.ts';
export { axes } from './define/axis-list.ts';
export { checkId } from './define/check-id.ts';
export { checkOptions } from './define/check-options.ts';
export type { Axis, AxisMap, Contribution, Definition, OptionsOf } from './define/contribution.ts';
export {
  defineFeatureKnowledge,
  defineFeatureSequenceKnowledge,
  defineRelationKnowledge,
  defineResponseKnowledge,
} from './define/knowledge.ts';
export type { ErrorEntry } from './error/entry.ts';
export { type ErrorCode, errorTable, retortError } from './error/error-table.ts';
export { expectedName, nearest } from './error/nearest.ts';
export { type ErrorDetail, RetortError } from './error/retort-error.ts';
export { createKernel } from './plugin/create-kernel.ts';
export { definePlugin, type PluginDefinition } from './plugin/define-plugin.ts';
export { type Kernel, type KernelOptions, MAKER, type Maker, type Plugin, type PluginContext, type PluginInfo, type RunMaker } from './plugin/plugin.ts';
export { divideEpochs } from './strategy/divide-epochs.ts';
export { nestLast } from './strategy/nest-last.ts';
export { requireTeacher } from './strategy/require-teacher.ts';
export { requireTerms } from './strategy/require-terms.ts';
export { requireValidation } from './strategy/require-validation.ts';
export { type NestedTeacher, withTeacher } from './strategy/with-teacher.ts';
export { isTraceable } from './teacher/is-traceable.ts';
export { likeTeacher } from './teacher/like-teacher.ts';
export { prepareInner } from './teacher/prepare-inner.ts';
export { type WrapTeacher, wrapSource } from './teacher/wrap-source.ts';
export { kernelVersion } from './version.ts';
