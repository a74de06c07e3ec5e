// Which programs of those that building an engine needs are there, by asking each for its version; and how to get the others.
import { retortError } from '@retort/kernel';
import { answerOf } from './run-tool.ts';

export type ToolName = 'compiler' | 'python' | 'npm' | 'tar';

export interface Tool {
  readonly name: ToolName;
  readonly command: string;
  /** The first line that it says of itself. */
  readonly version: string;
}

interface Wanted {
  readonly commands: () => readonly string[];
  readonly args: readonly string[];
  readonly what: string;
  readonly cure: string;
}

const wanted: Readonly<Record<ToolName, Wanted>> = {
  compiler: {
    commands: () => [...(process.env.CXX ? [process.env.CXX] : []), 'g++', 'c++', 'clang++'],
    args: ['--version'],
    what: 'a C++ compiler',
    cure: 'Install one (Debian, Ubuntu: `apt-get install g++`; Fedora: `dnf install gcc-c++`), or name it in CXX',
  },
  python: {
    commands: () => ['python3', 'python'],
    args: ['-m', 'pip', '--version'],
    what: 'Python with pip',
    cure: 'Install it (Debian, Ubuntu: `apt-get install python3-pip`), or give a folder with the unpacked wheel: `--from FOLDER`',
  },
  npm: { commands: () => ['npm'], args: ['--version'], what: 'npm', cure: 'Install it; it comes with Node.js' },
  tar: { commands: () => ['tar'], args: ['--version'], what: 'tar', cure: 'Install it (Debian, Ubuntu: `apt-get install tar`)' },
};

/** The first of its commands that answers; undefined where none does. */
export async function findTool(name: ToolName): Promise<Tool | undefined> {
  const { commands, args } = wanted[name];
  for (const command of commands()) {
    const answer = await answerOf(command, args);
    if (answer !== undefined) return { name, command, version: answer.split('\n')[0] as string };
  }
  return undefined;
}

/** @throws KD_E_INSTALL_TOOL with the way to get it. */
export async function needTool(name: ToolName): Promise<Tool> {
  const found = await findTool(name);
  if (found !== undefined) return found;
  const { what, commands, cure } = wanted[name];
  throw retortError('KD_E_INSTALL_TOOL', { what, expected: `one of ${commands().join(', ')}`, received: 'none that answers', action: cure });
}

/** How to get it, for reports. */
export const cureOf = (name: ToolName): string => wanted[name].cure;
export const meaningOf = (name: ToolName): string => wanted[name].what;
