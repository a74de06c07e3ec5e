// Where the backend's package lies. Node only: a browser gets its files from the page's bundler.

export const inNode = typeof process === 'object' && typeof process.versions?.node === 'string';

const PACKAGE = '@tensorflow/tfjs-backend-wasm';

/** Absolute path of a file of the package. Throws Node's MODULE_NOT_FOUND where the package is not installed. */
export async function packageFile(path: string): Promise<string> {
  const { createRequire } = await import('node:module');
  return createRequire(import.meta.url).resolve(`${PACKAGE}/${path}`);
}

/** Requires a CommonJS file of the package. */
export async function requirePackageFile<T>(path: string): Promise<T> {
  const { createRequire } = await import('node:module');
  return createRequire(import.meta.url)(`${PACKAGE}/${path}`) as T;
}
