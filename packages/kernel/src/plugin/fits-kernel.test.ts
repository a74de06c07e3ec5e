import { expect, test } from 'vitest';
import { fitsKernel } from './fits-kernel.ts';

test.each([
  ['^0.1.0', '0.1.0', true],
  ['^0.1.0', '0.1.9', true],
  ['^0.1.0', '0.2.0', false],
  ['^0.2.0', '0.1.0', false],
  ['>=0.1 <3', '2.5.0', true],
  ['^1.2.0', '1.1.0', false],
  ['^1.2.0', '2.0.0', false],
  // A pre-release kernel takes the stable line before it...
  ['^1.4.0', '2.0.0-rc.1', true],
  ['1.x || 2.x', '2.0.0-alpha.0', true],
  ['^0.9.0', '1.0.0-beta.2', true],
  ['^0.1.0', '0.2.0-rc.1', true],
  ['^1.4.0', '1.5.0-rc.1', true],
  ['^1.0.1', '1.0.2-rc.1', true],
  // ...and its own, where the range names it, but neither the line before that nor a later one.
  ['^2.0.0-0', '2.0.0-rc.1', true],
  ['^0.9.0', '2.0.0-rc.1', false],
  ['^0.1.0', '0.3.0-rc.1', false],
  ['^3.0.0', '2.0.0-rc.1', false],
  ['^1.6.0', '1.5.0-rc.1', false],
  ['^0.1.0', '0.0.1-rc.1', false],
])('range %s takes kernel %s: %s', (range, version, fits) => {
  expect(fitsKernel(range, version)).toBe(fits);
});
