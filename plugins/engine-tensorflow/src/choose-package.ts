// Which of the two packages serves the device that was asked for, and what to do where none does.
import { type LocatedPackage, locatePackage, PACKAGE_VERSION, type PackageName } from './locate-package.ts';

export type Device = 'auto' | 'cpu' | 'gpu';

/** A package that can be loaded, or why there is none and the command that gets one. */
export type Choice = { readonly found: LocatedPackage } | { readonly found?: undefined; readonly detail: string; readonly cure: string };

const CPU: PackageName = '@tensorflow/tfjs-node';
const GPU: PackageName = '@tensorflow/tfjs-node-gpu';

/** In order of preference. The GPU package also computes on the CPU. */
const CANDIDATES: Readonly<Record<Device, readonly PackageName[]>> = { auto: [GPU, CPU], gpu: [GPU], cpu: [CPU, GPU] };

export function choosePackage(device: Device, roots: readonly string[]): Choice {
  const candidates = CANDIDATES[device];
  const located = candidates.flatMap((name) => locatePackage(name, roots) ?? []);
  const whole = located.find(({ built, version }) => built && version === PACKAGE_VERSION);
  if (whole !== undefined) return { found: whole };
  const first = located[0];
  const wanted = device === 'gpu' ? GPU : CPU;
  if (first === undefined) {
    const device = wanted === GPU ? ' --device gpu' : '';
    return { detail: `${candidates.join(' or ')} is not installed`, cure: `npx retort engine install tensorflow${device}` };
  }
  if (first.version !== PACKAGE_VERSION)
    return { detail: `${first.name} is installed as ${first.version}, and ${PACKAGE_VERSION} is needed`, cure: `npm install ${first.name}@${PACKAGE_VERSION}` };
  return { detail: `${first.name} is installed without its native addon: its install script did not run or failed`, cure: `npm rebuild ${first.name}` };
}
