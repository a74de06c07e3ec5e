// The embedded digits against what is known of them elsewhere.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { choose } from '../../test/choose.ts';
import { countLabels } from '../dataset/check-labels.ts';
import { digits } from './digits.ts';

describe('digits', () => {
  it('is the table that was packed, byte for byte', async () => {
    const { train } = await digits();
    const lines = Array.from(
      train.labels,
      (label, row) => `${[...train.inputs.subarray(row * 64, row * 64 + 64)].map((value) => value * 16).join()},${label}\n`,
    );
    // The SHA-256 of the table as text: 65 numbers a line.
    expect(createHash('sha256').update(lines.join('')).digest('hex')).toBe('6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8');
  });

  it('has the counts that scikit-learn documents', async () => {
    const { train, shape, classes, test, attribution } = await digits();
    expect(train.size).toBe(1797);
    expect(shape).toEqual([8, 8, 1]);
    expect(classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(countLabels(train.labels, 10)).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    expect((train.inputs.reduce((sum, value) => sum + value, 0) * 16) / train.inputs.length).toBeCloseTo(4.884164579855314, 12);
    expect(Math.min(...train.inputs)).toBe(0);
    expect(Math.max(...train.inputs)).toBe(1);
    expect(test).toBeUndefined();
    expect(attribution).toContain('CC BY 4.0');
  });

  it('is a source without options that gives the same every time', async () => {
    const source = await choose('dataset', 'digits');
    expect((await source.load()).digest).toBe((await digits()).digest);
  });
});
