// Finds an installed tfjs-node or tfjs-node-gpu without loading anything of it: only names are resolved.
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The version whose TensorFlow.js is the one Retort is built on. */
export const PACKAGE_VERSION = '4.22.0';

export type PackageName = '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';

export interface LocatedPackage {
  readonly name: PackageName;
  readonly version: string;
  /** The file to import. */
  readonly entry: string;
  /** Whether its install script left the native addon. */
  readonly built: boolean;
}

interface Description {
  readonly version?: string;
  readonly binary?: { readonly module_name?: string; readonly napi_versions?: readonly number[] };
}

/**
 * The package as seen from the first of `roots` that has it; undefined where none has. A package without its addon is given
 * only where no root has a built one.
 *
 * @param roots - files or folders from which Node's resolution starts.
 */
export function locatePackage(name: PackageName, roots: readonly string[]): LocatedPackage | undefined {
  const found = roots.flatMap((root) => locateFrom(name, root) ?? []);
  return found.find((one) => one.built) ?? found[0];
}

function locateFrom(name: PackageName, root: string): LocatedPackage | undefined {
  const require = createRequire(root.startsWith('file:') ? root : join(root, 'resolve-from-here.js'));
  const entry = resolved(require, name);
  if (entry === undefined) return undefined;
  const { version = 'unknown', binary } = require(`${name}/package.json`) as Description;
  const addon = `${binary?.module_name ?? 'tfjs_binding'}.node`;
  const built = (binary?.napi_versions ?? []).some((napi) => resolved(require, `${name}/lib/napi-v${napi}/${addon}`) !== undefined);
  return { name, version, entry, built };
}

/** Where `require` finds it; undefined where it is not there. */
export function resolved(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
