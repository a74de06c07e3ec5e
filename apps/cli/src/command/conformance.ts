// `retort conformance`: every case of a fixture file against what is registered, one line each, then a summary. Fails past
// the file's tolerance, and under --strict also where a method is not registered.
import { evaluateConformance } from '@retort/conformance';
import { createRetort, loadPlugins } from '@retort/distill';
import { nodeFiles } from '@retort/files/node';
import { retortError } from '@retort/kernel';
import { startEngine } from '@retort/tensor';
import { conformanceLine, conformanceSummary } from '../view/conformance-text.ts';

export interface ConformanceOptions {
  readonly engine: string;
  readonly strict?: boolean;
  readonly plugin: readonly string[];
  readonly json: boolean;
}

export async function conformance(file: string, { engine: id, strict = false, plugin, json }: ConformanceOptions): Promise<void> {
  const fixture = await readFixture(file);
  const retort = await createRetort({ plugins: await loadPlugins(plugin, process.cwd()) });
  try {
    const engine = await startEngine(retort, id);
    try {
      const report = await evaluateConformance(retort, fixture, { strict });
      for (const result of report.cases) process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${conformanceLine(result)}\n`);
      const { passed, failed, notRegistered } = report;
      const summary = json
        ? JSON.stringify({ kind: 'summary', engine: engine.id, device: engine.device, passed, failed, notRegistered })
        : conformanceSummary(report, engine);
      process.stdout.write(`${summary}\n`);
      if (!report.ok) process.exitCode = 1;
    } finally {
      await engine.dispose();
    }
  } finally {
    await retort.dispose();
  }
}

async function readFixture(file: string): Promise<unknown> {
  const text = new TextDecoder().decode(await nodeFiles.readFile(file));
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw retortError('KD_E_CONFORMANCE_FIXTURE', { what: 'the fixture file is not JSON', received: (cause as Error).message, where: file, cause });
  }
}
