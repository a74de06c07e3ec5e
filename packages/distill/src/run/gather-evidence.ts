// What the plots need of the first seed: confusion, calibration, and softened answers for a few telling samples.
import type { DataParts } from '@retort/data';
import type { RunEvidence } from '@retort/report';
import { logSoftmaxRow, type Participant } from '@retort/trainer';

/** `participants` are those of one seed; the first of them (the teacher, where there is one) chooses the samples. */
export function gatherEvidence(participants: readonly Participant[], parts: DataParts, temperatures: readonly number[], count: number): RunEvidence {
  const { test, shape, classes } = parts;
  const width = classes.length;
  const pixels = shape.reduce((size, axis) => size * axis, 1);
  const rows = telling(participants[0]!, test.labels, width).slice(0, count);
  const soft = (logits: Float32Array, row: number): number[][] =>
    temperatures.map((temperature) => logSoftmaxRow(logits.subarray(row * width, (row + 1) * width), temperature).map((value) => round(Math.exp(value))));
  return {
    format: 1,
    seed: participants[0]!.seed,
    classes,
    shape,
    temperatures,
    samples: rows.map((row) => ({
      id: test.ids[row]!,
      label: test.labels[row]!,
      pixels: Array.from(test.inputs.subarray(row * pixels, (row + 1) * pixels), round),
    })),
    participants: participants.map(({ name, measurement, logits }) => ({
      name,
      confusion: measurement.confusion,
      calibration: measurement.calibration,
      perClass: measurement.perClass,
      soft: rows.map((row) => soft(logits, row)),
    })),
  };
}

/** Rows by how undecided the chooser is about them (entropy at temperature 4), at most one in turn per class. */
function telling({ logits }: Participant, labels: Int32Array, width: number): readonly number[] {
  const entropy = (row: number): number =>
    logSoftmaxRow(logits.subarray(row * width, (row + 1) * width), 4).reduce((sum, value) => sum - Math.exp(value) * value, 0);
  const ranked = Array.from(labels, (label, row) => ({ label, row, entropy: entropy(row) })).sort((a, b) => b.entropy - a.entropy || a.row - b.row);
  const turn = new Map<number, number>();
  const rounds = ranked.map((item) => {
    const round = turn.get(item.label) ?? 0;
    turn.set(item.label, round + 1);
    return { ...item, round };
  });
  return rounds.sort((a, b) => a.round - b.round || a.label - b.label).map(({ row }) => row);
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
