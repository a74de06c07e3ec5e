// manifest.json: what a committed folder holds. Written last, so its presence says that the folder is complete; it carries
// a digest of itself, so a single flipped bit in it is seen. It has one spelling only: what it says, it says byte for byte.
import { RetortError, retortError } from '@retort/kernel';
import { decodeText } from './decode-text.ts';
import { checkRelative } from './relative-path.ts';
import { sha256 } from './sha256.ts';
import { formatJson, type JsonObject, type JsonValue, parseJson } from './strict-json.ts';

export const MANIFEST = 'manifest.json';
/** Larger than any folder needs; read before anything is trusted. */
export const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;
const FORMAT = 'retort-folder';
const VERSION = 1;

export interface ManifestFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Manifest {
  /** Sorted by path. */
  readonly files: readonly ManifestFile[];
  /** The caller's: step, configuration, digests of data and plugins. */
  readonly metadata: JsonObject;
}

/** The text of manifest.json. Throws `KD_E_FILES_JSON` for metadata that JSON cannot hold. */
export async function formatManifest(manifest: Manifest): Promise<string> {
  const content = contentOf(manifest);
  const digest = await sha256(new TextEncoder().encode(content));
  return `${content.slice(0, -1)},"digest":"${digest}"}\n`;
}

/** Reads manifest.json of `folder`. Throws `KD_E_FILES_DAMAGED` for everything that {@link formatManifest} cannot have written. */
export async function parseManifest(bytes: Uint8Array, folder: string): Promise<Manifest> {
  const damaged = (received: string, cause?: unknown): RetortError =>
    retortError('KD_E_FILES_DAMAGED', { what: `"${MANIFEST}" of "${folder}"`, expected: 'the manifest as Retort wrote it', received, cause });
  const text = decodeText(bytes);
  if (text === undefined) throw damaged('bytes that are not text');
  try {
    const manifest = manifestOf(parseJson(text, MANIFEST), folder);
    if (manifest === undefined) throw damaged('other fields');
    if ((await formatManifest(manifest)) !== text) throw damaged('content that does not match its digest');
    return manifest;
  } catch (error) {
    if (RetortError.is(error, 'KD_E_FILES_JSON')) throw damaged(error.detail.received ?? 'invalid JSON', error);
    throw error;
  }
}

function contentOf({ files, metadata }: Manifest): string {
  return formatJson(
    { format: FORMAT, version: VERSION, files: files.map(({ path, bytes, sha256: hash }) => ({ path, bytes, sha256: hash })), metadata },
    'the metadata of a folder',
  );
}

function manifestOf(value: JsonValue, folder: string): Manifest | undefined {
  if (!isObject(value)) return undefined;
  const { format, version, files, metadata } = value;
  if (format !== FORMAT || !Array.isArray(files) || metadata === undefined || !isObject(metadata)) return undefined;
  if (version !== VERSION) {
    throw retortError('KD_E_FILES_DAMAGED', {
      what: `"${MANIFEST}" of "${folder}"`,
      expected: `version ${VERSION}`,
      received: `version ${JSON.stringify(version)}`,
      action: 'Read it with the version of Retort that wrote it.',
    });
  }
  const listed: ManifestFile[] = [];
  for (const file of files as readonly JsonValue[]) {
    if (!isObject(file)) return undefined;
    const { path, bytes, sha256: hash } = file;
    if (typeof path !== 'string' || typeof hash !== 'string' || typeof bytes !== 'number') return undefined;
    if (!Number.isSafeInteger(bytes) || bytes < 0 || !/^[0-9a-f]{64}$/.test(hash)) return undefined;
    listed.push({ path: checkRelative(path, folder), bytes, sha256: hash });
  }
  checkDistinct(listed, folder);
  return { files: listed, metadata };
}

/** Two names that differ only in case are one file on some systems. */
export function checkDistinct(files: readonly { readonly path: string }[], folder: string): void {
  const seen = new Map<string, string>([[MANIFEST, MANIFEST]]);
  for (const { path } of files) {
    const folded = path.normalize('NFC').toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined) {
      throw retortError('KD_E_FILES_ESCAPE', {
        what: `the path "${path}" in "${folder}"`,
        expected: 'names that differ in more than their case',
        received: `also "${other}"`,
      });
    }
    seen.set(folded, path);
  }
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
