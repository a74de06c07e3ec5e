// For this package's own tests: a folder with programs named npm, tar, python3 and g++ that do what an installation asks of them,
// quickly and with empty files. Put on PATH alone, so that nothing of this machine is used. Each can be told to fail.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The calls that an installation makes, as `FAKE_FAIL` names them. */
export type FakeCall = 'npm pack' | 'tar' | 'pip download' | 'unpack' | 'compile';

// A shell script: a Node process takes much longer to start, and an installation runs a dozen.
const script = `#!/bin/sh
name="\${0##*/}"
put() { /bin/mkdir -p "\${1%/*}"; echo '"made by a double"' > "$1"; }
call() {
  echo "$1" >> "$FAKE_LOG"
  [ "$FAKE_FAIL" = "$1" ] || return 0
  echo "the last words of $1" >&2
  exit 3
}
previous=''
for argument in "$@"; do
  case "$previous" in --pack-destination | --dest | -C | -o) target="$argument" ;; esac
  previous="$argument"
done
case "$name $*" in
  *--version) echo "$name 1.2.3" ;;
  npm*)
    call 'npm pack'
    for spec in "$@"; do
      case "$spec" in @tensorflow/*@*) file="tensorflow-\${spec#@tensorflow/}" ;; ?*@*) file="$spec" ;; *) continue ;; esac
      put "$target/\${file%@*}-\${file##*@}.tgz"
    done ;;
  tar*)
    call tar
    for file in package.json dist/index.js src/index.ts binding/tfjs_backend.cc include/node_api.h; do put "$target/$file"; done
    echo '{}' > "$target/package.json" ;;
  'python3 -m'*)
    call 'pip download'
    put "$target/tensorflow_cpu-2.21.0-cp311-none-any.whl" ;;
  python3*)
    call unpack
    for file in \${FAKE_WHEEL:-libtensorflow_cc.so.2 libtensorflow_framework.so.2 include/tensorflow/c/eager/c_api.h}; do put "$4/tensorflow/$file"; done ;;
  g++*)
    call compile
    put "$target" ;;
esac
`;

export interface FakeTools {
  /** Of this test; `engines` is what RETORT_ENGINES names. */
  readonly folder: string;
  readonly engines: string;
  fail(call: FakeCall): void;
  /** What the unpacked wheel holds. */
  wheel(...files: readonly string[]): void;
  without(name: string): void;
  /** The calls so far. */
  calls(): readonly string[];
  restore(): void;
}

const NAMES = ['PATH', 'CXX', 'FAKE_LOG', 'FAKE_FAIL', 'FAKE_WHEEL', 'RETORT_ENGINES'];

/** Changes the environment until restore(). */
export function fakeTools(): FakeTools {
  const before = NAMES.map((name) => [name, process.env[name]] as const);
  const folder = mkdtempSync(join(tmpdir(), 'retort-tools-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of ['npm', 'tar', 'python3', 'g++']) {
    writeFileSync(join(bin, name), script);
    chmodSync(join(bin, name), 0o755);
  }
  const log = join(folder, 'log');
  writeFileSync(log, '');
  for (const name of ['CXX', 'FAKE_FAIL', 'FAKE_WHEEL']) delete process.env[name];
  Object.assign(process.env, { PATH: bin, FAKE_LOG: log, RETORT_ENGINES: join(folder, 'engines') });
  return {
    folder,
    engines: join(folder, 'engines'),
    fail: (call) => {
      process.env.FAKE_FAIL = call;
    },
    wheel: (...files) => {
      process.env.FAKE_WHEEL = files.join(' ');
    },
    without: (name) => rmSync(join(bin, name)),
    calls: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    restore() {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
