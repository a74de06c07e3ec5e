// The data files of a run folder that a report is made from. The run writes them, the report reads them; data only.
import type { Metrics, Recipe, Shape } from '@retort/kernel';

/** run.json: what was run, with what, on what. */
export interface RunDescription {
  readonly format: 1;
  readonly retort: string;
  readonly recipe: Recipe;
  readonly plugins: readonly { readonly name: string; readonly version: string }[];
  readonly engine: { readonly id: string; readonly backend: string; readonly device: string; readonly why: string };
  readonly data: {
    readonly name: string;
    readonly digest: string;
    readonly shape: Shape;
    readonly classes: readonly string[];
    readonly attribution?: string;
  };
}

/** The teacher, the student of an arm, or whom its strategy names beside it, at one seed. */
export interface SeedResult {
  readonly seed: number;
  /** accuracy, top3, top5 (shares), nll (nats), ece (share), agreement (share), on the test samples. */
  readonly metrics: Metrics;
  readonly parameters: number;
  readonly steps: number;
  readonly msPerStep: number;
}

export interface ParticipantSummary {
  /** `teacher`, the arm's name, or `<arm>-<name>`. */
  readonly name: string;
  readonly seeds: readonly SeedResult[];
}

/** What the strategy of an arm chose by, or spent, at one seed: plain numbers by the name of what they are about. */
export interface StrategyFigures {
  readonly arm: string;
  readonly seed: number;
  readonly figures: Readonly<Record<string, Metrics>>;
}

/** summary.json: teacher first, then the arms in the recipe's order, each followed by whom its strategy names beside its student. */
export interface RunSummary {
  readonly format: 1;
  readonly name: string;
  readonly participants: readonly ParticipantSummary[];
  /** Absent where no strategy has any. */
  readonly figures?: readonly StrategyFigures[];
  readonly samples: { readonly full: number; readonly labelled: number; readonly transfer: number; readonly validation: number; readonly test: number };
}

export interface CalibrationBin {
  readonly count: number;
  readonly confidence: number;
  readonly accuracy: number;
}

/** What the first seed's participants said of the test samples. */
export interface ParticipantEvidence {
  readonly name: string;
  /** `confusion[label][prediction]`. */
  readonly confusion: readonly (readonly number[])[];
  readonly calibration: readonly CalibrationBin[];
  /** Share right per class; null for a class without test samples. */
  readonly perClass: readonly (number | null)[];
  /** `soft[sample][temperature][class]`, for the chosen samples and the recipe's report temperatures. */
  readonly soft: readonly (readonly (readonly number[])[])[];
}

/** evidence.json: the first seed only. */
export interface RunEvidence {
  readonly format: 1;
  readonly seed: number;
  readonly classes: readonly string[];
  readonly shape: Shape;
  readonly temperatures: readonly number[];
  readonly samples: readonly { readonly id: number; readonly label: number; readonly pixels: readonly number[] }[];
  readonly participants: readonly ParticipantEvidence[];
}

/** One line of metrics.jsonl. The numbers of a step are at the top level beside its place. */
export interface MetricsLine {
  readonly event: 'step' | 'epoch';
  readonly seed: number;
  /** `teacher` for the teacher's own training. */
  readonly arm: string;
  readonly stage: string;
  /** Steps finished. */
  readonly step: number;
  readonly epoch: number;
  /** Steps: the weighted loss, the unweighted terms (`learner/term`), the learning rate, the gradient norm. */
  readonly loss?: number;
  readonly terms?: Metrics;
  readonly rate?: number;
  readonly gradientNorm?: number;
  readonly ms?: number;
  /** Epochs: means of the epoch and `val_*` where evaluated. */
  readonly logs?: Metrics;
}
