// Whether the native engine can be built on this system, and which wheels fit it.
import { retortError } from '@retort/kernel';

export interface System {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** `2.36`; undefined where the C library is another one. */
  readonly glibc: string | undefined;
}

/** The oldest C library that TensorFlow's wheels run on. */
const OLDEST_GLIBC = '2.27';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

export function thisSystem(): System {
  const { header } = process.report.getReport() as unknown as { readonly header: { readonly glibcVersionRuntime?: string } };
  return { platform: process.platform, arch: process.arch, glibc: header.glibcVersionRuntime };
}

/** pip's names of the wheels that run here. @throws KD_E_INSTALL_PLATFORM */
export function wheelPlatforms(system: System): readonly string[] {
  const machine = ARCHITECTURES[system.arch];
  const problem = system.platform === 'linux' && machine !== undefined ? libraryProblem(system.glibc) : `${system.platform}-${system.arch}`;
  if (problem !== undefined)
    throw retortError('KD_E_INSTALL_PLATFORM', { what: 'building the native engine', expected: 'Linux on x64 or arm64 with glibc', received: problem });
  return ['manylinux_2_27', 'manylinux_2_17', 'manylinux2014'].map((name) => `${name}_${machine}`);
}

/** What is the matter with the C library; undefined where nothing is. */
export function libraryProblem(glibc: string | undefined): string | undefined {
  if (glibc === undefined) return 'a C library that is not glibc';
  const [major, minor] = glibc.split('.').map(Number) as [number, number];
  const [oldMajor, oldMinor] = OLDEST_GLIBC.split('.').map(Number) as [number, number];
  return major > oldMajor || (major === oldMajor && minor >= oldMinor) ? undefined : `glibc ${glibc}, older than ${OLDEST_GLIBC}`;
}
