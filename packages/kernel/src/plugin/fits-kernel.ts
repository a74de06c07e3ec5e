// Whether a plugin's range of kernel versions takes a kernel.
import { intersects, parse, satisfies } from 'semver';

/**
 * As `semver`, with Fastify's rule: a pre-release kernel also takes plugins of the stable line before it, so that an
 * author need not publish anew to try it. 2.0.0-rc.1 takes ^1.4.0; 0.2.0-rc.1 takes ^0.1.0; 2.0.0 takes neither.
 */
export function fitsKernel(range: string, version: string): boolean {
  const parsed = parse(version, {}, true);
  const early = parsed.prerelease.length > 0;
  if (satisfies(version, range, { includePrerelease: early })) return true;
  const before = early ? lineBefore(parsed.major, parsed.minor, parsed.patch) : undefined;
  return before !== undefined && intersects(range, before);
}

function lineBefore(major: number, minor: number, patch: number): string | undefined {
  if (patch > 0) return undefined;
  if (major === 0) return minor === 0 ? undefined : `0.${minor - 1}.x`;
  return minor === 0 ? `${major - 1}.x` : undefined;
}
