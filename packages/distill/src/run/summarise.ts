// Participants, as they come, to the summary that the table and the report are made from.
import type { DataParts } from '@retort/data';
import type { ParticipantSummary, RunSummary, SeedResult, StrategyFigures } from '@retort/report';
import type { Participant } from '@retort/trainer';

/** Participants and seeds in the order they came: the teacher first, then the arms, each with whom its strategy names. */
export function summarise(name: string, participants: readonly Participant[], figures: readonly StrategyFigures[], parts: DataParts): RunSummary {
  const byName = new Map<string, SeedResult[]>();
  for (const { name: who, seed, metrics, parameters, steps, msPerStep } of participants) {
    byName.set(who, [...(byName.get(who) ?? []), { seed, metrics, parameters, steps, msPerStep }]);
  }
  return {
    format: 1,
    name,
    participants: [...byName].map(([who, seeds]): ParticipantSummary => ({ name: who, seeds })),
    ...(figures.length === 0 ? {} : { figures }),
    samples: {
      full: parts.full.size,
      labelled: parts.labelled.size,
      transfer: parts.transfer.size,
      validation: parts.validation?.size ?? 0,
      test: parts.test.size,
    },
  };
}
