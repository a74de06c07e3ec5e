// The public names of the trainer: plans, the step, the loop, evaluation, runs, and its contributions.
export { OUTPUT } from './callback/progbar-logger.ts';
export { agreement, type CalibrationBin, type Measurement, measure } from './evaluate/measure.ts';
export { type Predictor, predictLogits } from './evaluate/predict.ts';
export { logSoftmaxRow } from './evaluate/softmax-row.ts';
export { clockAt } from './loop/clock.ts';
export type { StageData, StageSnapshot } from './loop/stage-state.ts';
export { type StepInput, type StepScalars, takeStep } from './loop/step.ts';
export { INTERRUPTED, type StageEvent, type TrainOptions, trainStage } from './loop/train-stage.ts';
export { describePlan, type PlanDescription } from './plan/describe-plan.ts';
export type { Plan, PlannedLearner, PlannedObserver, PlannedPair, PlannedTeacher, PlannedTerm } from './plan/plan.ts';
export { type PlanInput, planStage } from './plan/plan-stage.ts';
export { fileStore, type FileStoreInput } from './run/file-store.ts';
export type { Participant, Place, RunEvent } from './run/run-event.ts';
export { type RunInput, runRecipe, TEACHER_ARM } from './run/run-recipe.ts';
export type { FinishedStage, MetricsRecord, RunStore } from './run/run-store.ts';
export { saveStudent } from './run/save-student.ts';
export { toSchedule } from './schedule/to-schedule.ts';
export { trainingPlugin } from './training-plugin.ts';
