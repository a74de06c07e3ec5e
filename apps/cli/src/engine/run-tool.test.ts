// What a caller gets of a program that ends well, fails, is killed, is not there, or is interrupted.
import { expect, test } from 'vitest';
import { answerOf, endOfTool, runTool } from './run-tool.ts';

const node = (script: string) => ({ command: process.execPath, args: ['-e', script], purpose: 'trying' });

test('its output, and each line as it comes', async () => {
  const lines: string[] = [];
  const script = `process.stdout.write('a\\nb'); process.stdout.write('c\\r\\nlast\\n'); console.error('other')`;
  const end = await runTool({ ...node(script), env: { NAME: 'x' }, line: (line) => void lines.push(line) });
  expect(end).toEqual({ code: 0, stdout: 'a\nbc\r\nlast\n', stderr: 'other\n' });
  expect(lines.toSorted()).toEqual(['a', 'bc', 'last', 'other']);
});

test('a failure, with the last lines of what it said', async () => {
  const script = `for (let i = 0; i < 40; i++) console.error('line ' + i); process.exitCode = 7`;
  const error: unknown = await runTool(node(script)).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'KD_E_INSTALL_STEP' });
  expect(String(error)).toMatch(/trying: `.*` ended with 7/s);
  expect(String(error)).toContain('line 28\n');
  expect(String(error)).not.toContain('line 27\n');
});

test('one that is killed, and one that is not there', async () => {
  expect((await endOfTool(node(`process.kill(process.pid, 'SIGKILL')`))).code).toBe('SIGKILL');
  await expect(runTool({ command: 'retort-no-such-program', args: [], purpose: 'trying' })).rejects.toThrow(/cannot be started.*ENOENT.*KD_E_INSTALL_TOOL/);
  expect(await answerOf('retort-no-such-program', [])).toBeUndefined();
  expect(await answerOf(process.execPath, ['--no-such-option'])).toBeUndefined();
  expect(await answerOf(process.execPath, ['--version'])).toBe(process.version);
});

test('an interruption ends it', async () => {
  const cancel = new AbortController();
  const running = runTool({ ...node(`console.log('up'); setInterval(() => 0, 1000)`), signal: cancel.signal, line: () => cancel.abort() });
  await expect(running).rejects.toThrow('KD_E_INSTALL_CANCELLED');
  await expect(runTool({ ...node(''), signal: cancel.signal })).rejects.toThrow('KD_E_INSTALL_CANCELLED');
});
