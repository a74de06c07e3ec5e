// Which relative paths may stand in a manifest or a model folder. Text only; resolve-inside.ts looks at the disk.
import { retortError } from '@retort/kernel';

const MAX_PATH = 1024;
const MAX_PART = 255;
// Windows opens a device for these names, whatever follows a dot.
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;

/** Returns `path`, or throws `KD_E_FILES_ESCAPE` for one that is, or on some system could be, anything but a plain name inside. */
export function checkRelative(path: string, root: string): string {
  const reason = refusal(path);
  if (reason === undefined) return path;
  throw retortError('KD_E_FILES_ESCAPE', {
    what: `the path ${JSON.stringify(path)} in "${root}"`,
    expected: 'a plain relative path such as "weights/part-1.bin"',
    received: reason,
  });
}

function refusal(path: string): string | undefined {
  if (typeof path !== 'string') return `a ${typeof path}`;
  if (path === '') return 'an empty path';
  if (path.length > MAX_PATH) return `${path.length} characters`;
  if (/\p{Surrogate}/u.test(path)) return 'a lone surrogate';
  if (/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(path)) return 'a control or invisible character';
  // Look-alikes (full-width dots and slashes) fold to the real ones on some systems.
  return refusalOf(path) ?? refusalOf(path.normalize('NFKC'));
}

function refusalOf(path: string): string | undefined {
  if (path.includes('\\')) return 'a backslash';
  if (path.includes(':')) return 'a colon: a drive, a stream or a URL';
  if (/[<>"|?*]/.test(path)) return 'a character that Windows gives a meaning';
  if (path.startsWith('/')) return 'an absolute path';
  if (path.startsWith('~')) return 'a home folder';
  for (const part of path.split('/')) {
    if (part === '') return 'an empty part';
    if (part === '.' || part === '..') return `the part "${part}"`;
    if (/[. ]$/.test(part)) return `the part "${part}", whose end Windows drops`;
    if (part.startsWith(' ')) return `the part "${part}", which starts with a space`;
    if (part.length > MAX_PART) return `a part of ${part.length} characters`;
    if (DEVICE.test(part)) return `the device name "${part}"`;
  }
  return undefined;
}
