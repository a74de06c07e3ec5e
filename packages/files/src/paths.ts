// Takes paths apart and puts them together. Text only: nothing here looks at a disk.

/** Parts joined by one `/` each; empty parts are left out. */
export function joinPath(...parts: readonly string[]): string {
  const [first = '', ...rest] = parts.filter((part) => part !== '');
  return rest.reduce((path, part) => (path.endsWith('/') ? path + part : `${path}/${part}`), first);
}

/** The folder that holds it: `/` or `.` at the top. */
export function parentOf(path: string): string {
  const trimmed = withoutSlashes(path);
  const cut = trimmed.lastIndexOf('/');
  if (cut === -1) return path.startsWith('/') ? '/' : '.';
  return withoutSlashes(trimmed.slice(0, cut)) || '/';
}

/** The last part. */
export function nameOf(path: string): string {
  const trimmed = withoutSlashes(path);
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}
