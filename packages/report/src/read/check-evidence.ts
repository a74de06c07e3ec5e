// Checks evidence.json: every table must have the size that the classes, samples and temperatures give it.
import type { ParticipantEvidence, RunEvidence } from '../run-files.ts';
import { checkFormat } from './check-run.ts';
import { asCount, asList, asNumber, asText, damaged, type Found, field } from './check-value.ts';

interface Sizes {
  readonly classes: number;
  readonly temperatures: number;
  readonly samples: number;
}

export function checkEvidence(found: Found): RunEvidence {
  checkFormat(found);
  const classes = asList(field(found, 'classes')).map(asText);
  const shape = asList(field(found, 'shape')).map(asCount);
  const temperatures = asList(field(found, 'temperatures')).map(asNumber);
  const pixels = shape.reduce((size, axis) => size * axis, 1);
  const samples = asList(field(found, 'samples')).map((sample) => ({
    id: asNumber(field(sample, 'id')),
    label: checkLabel(field(sample, 'label'), classes.length),
    pixels: asList(field(sample, 'pixels'), pixels).map(asNumber),
  }));
  const sizes = { classes: classes.length, temperatures: temperatures.length, samples: samples.length };
  return {
    format: 1,
    seed: asNumber(field(found, 'seed')),
    classes,
    shape,
    temperatures,
    samples,
    participants: asList(field(found, 'participants')).map((one) => checkParticipant(one, sizes)),
  };
}

/** A class, or -1 where the label is not known. */
function checkLabel(found: Found, classes: number): number {
  const label = asNumber(found);
  if (!Number.isInteger(label) || label < -1 || label >= classes) throw damaged(found, `a class from 0 to ${classes - 1}, or -1`);
  return label;
}

function checkParticipant(found: Found, { classes, temperatures, samples }: Sizes): ParticipantEvidence {
  const rows = (part: Found, length: number): readonly (readonly Found[])[] => asList(part, length).map((row) => asList(row));
  return {
    name: asText(field(found, 'name')),
    confusion: asList(field(found, 'confusion'), classes).map((row) => asList(row, classes).map(asCount)),
    calibration: asList(field(found, 'calibration')).map((bin) => ({
      count: asCount(field(bin, 'count')),
      confidence: asNumber(field(bin, 'confidence')),
      accuracy: asNumber(field(bin, 'accuracy')),
    })),
    perClass: asList(field(found, 'perClass'), classes).map((share) => (share.value === null ? null : asNumber(share))),
    soft: rows(field(found, 'soft'), samples).map((sample, index) => {
      if (sample.length !== temperatures) throw damaged(field(found, 'soft'), `${temperatures} temperatures for sample ${index}`);
      return sample.map((answer) => asList(answer, classes).map(asNumber));
    }),
  };
}
