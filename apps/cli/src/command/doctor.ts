// `retort doctor`: the machine, versions, every engine with what it got, and what is wrong with the command that cures it.
import { createRetort } from '@retort/distill';
import { enginesFolder } from '@retort/plugin-engine-tensorflow';
import { examineEngines } from '../doctor/examine-engines.ts';
import { thisMachine } from '../doctor/machine.ts';
import { problemsOf } from '../doctor/problems.ts';
import { doctorText } from '../view/doctor-text.ts';

export async function doctor({ json }: { readonly json: boolean }): Promise<void> {
  const retort = await createRetort();
  try {
    const [machine, engines] = await Promise.all([thisMachine(), examineEngines(retort)]);
    const { node, system, cores, memoryGiB, tools, copies, gpus } = machine;
    const facts = {
      node: `v${node}`,
      platform: `${system.platform}-${system.arch}`,
      glibc: system.glibc,
      cores,
      memoryGiB,
      gpus,
      retort: retort.version,
      plugins: retort.plugins.map(({ name, version }) => `${name}@${version}`),
      tensorflowJs: copies,
      tools: Object.fromEntries(Object.entries(tools).map(([name, tool]) => [name, tool?.version])),
      enginesFolder: enginesFolder(),
      engines,
      problems: problemsOf(machine, engines),
    };
    process.stdout.write(json ? `${JSON.stringify(facts)}\n` : doctorText(facts));
  } finally {
    await retort.dispose();
  }
}
