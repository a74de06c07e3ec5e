// Checks a committed folder against its manifest. Only the manifest is trusted: neither names nor dates say anything.
import { type RetortError, retortError } from '@retort/kernel';
import type { FileSystem } from './file-system.ts';
import { MANIFEST, MAX_MANIFEST_BYTES, type Manifest, type ManifestFile, parseManifest } from './manifest.ts';
import { joinPath } from './paths.ts';
import { readInside } from './resolve-inside.ts';
import { sha256 } from './sha256.ts';
import { walkFolder } from './walk-folder.ts';

/**
 * Reads every byte. Throws `KD_E_FILES_DAMAGED` for a file that is missing, extra, truncated or changed, naming the file,
 * what was expected and what came; `KD_E_FILES_MISSING` where the folder or its manifest is not there;
 * `KD_E_FILES_ESCAPE` for a link.
 */
export async function verifyFolder(files: FileSystem, folder: string): Promise<Manifest> {
  const manifest = await readManifest(files, folder);
  await checkNames(files, folder, manifest);
  for (const file of manifest.files) await readListed(files, folder, file);
  return manifest;
}

/** The manifest alone. Throws `KD_E_FILES_DAMAGED` where the folder has none, `KD_E_FILES_MISSING` where there is no folder. */
export async function readManifest(files: FileSystem, folder: string): Promise<Manifest> {
  if ((await files.stat(folder))?.isDirectory === true && (await files.stat(joinPath(folder, MANIFEST))) === undefined) {
    throw damaged(folder, MANIFEST, 'a manifest, which is written last', 'nothing');
  }
  return parseManifest(await readInside(files, folder, MANIFEST, { maxBytes: MAX_MANIFEST_BYTES }), folder);
}

/** Every listed file is there and nothing else is. */
export async function checkNames(files: FileSystem, folder: string, manifest: Manifest): Promise<void> {
  const listed = new Set(manifest.files.map(({ path }) => path));
  const present = new Set((await walkFolder(files, folder)).files.map(({ path }) => path));
  for (const path of listed) if (!present.has(path)) throw damaged(folder, path, 'a file', 'nothing');
  for (const path of present) if (path !== MANIFEST && !listed.has(path)) throw damaged(folder, path, 'nothing', 'a file that the manifest does not list');
}

/** The bytes of one listed file, checked: what is returned is what was committed. */
export async function readListed(files: FileSystem, folder: string, file: ManifestFile): Promise<Uint8Array<ArrayBuffer>> {
  const size = (await files.stat(joinPath(folder, file.path)))?.size;
  if (size !== file.bytes) throw damaged(folder, file.path, `${file.bytes} bytes`, size === undefined ? 'nothing' : `${size} bytes`);
  const bytes = await readInside(files, folder, file.path, { maxBytes: file.bytes });
  const hash = await sha256(bytes);
  if (bytes.length !== file.bytes) throw damaged(folder, file.path, `${file.bytes} bytes`, `${bytes.length} bytes`);
  if (hash !== file.sha256) throw damaged(folder, file.path, `SHA-256 ${file.sha256}`, `SHA-256 ${hash}`);
  return bytes;
}

function damaged(folder: string, path: string, expected: string, received: string): RetortError {
  return retortError('KD_E_FILES_DAMAGED', { what: `the file "${path}" of "${folder}"`, expected, received });
}
