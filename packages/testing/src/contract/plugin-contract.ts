// What every plugin must do: say who it is, bring contributions that a kernel takes, and share nothing between two of it.
import { deepEqual, equal, match, notEqual, ok, rejects } from 'node:assert/strict';
import { type Axis, axes, createKernel, type Plugin } from '@retort/kernel';
import { coded } from '../code.ts';
import { group, type Runner } from '../runner.ts';

export interface PluginContractOptions extends Runner {
  /** The package's own data; the plugin must say the same. */
  readonly package?: { readonly name: string; readonly version: string };
  /** What it brings, by axis: checked where given. */
  readonly brings?: Readonly<Partial<Record<Axis, readonly string[]>>>;
  /** Plugins that it requires. */
  readonly beside?: () => readonly Plugin[];
}

/** Registers the suite for a plugin's factory. */
export function pluginContract(factory: () => Plugin, contract: PluginContractOptions): void {
  const { test, brings, beside = () => [] } = contract;
  const start = async (plugin: Plugin) => createKernel({ plugins: [...beside(), plugin] }).ready();

  group(contract, `plugin contract: ${factory().name}`, () => {
    test('is a frozen plugin that names itself, its version and its kernel', () => {
      const plugin = factory();
      ok(Object.isFrozen(plugin), 'expected a frozen plugin: make it with definePlugin()');
      match(plugin.name, /^(@[a-z0-9-]+\/)?[a-z0-9][a-z0-9.-]*$/);
      match(plugin.version, /^\d+\.\d+\.\d+/);
      ok(plugin.kernel.trim() !== '', 'expected a range of kernel versions');
      if (contract.package !== undefined)
        deepEqual({ name: plugin.name, version: plugin.version }, { name: contract.package.name, version: contract.package.version });
    });

    test('a kernel sets it up, and it brings something', async () => {
      const plugin = factory();
      const kernel = await start(plugin);
      try {
        const info = kernel.plugins.find(({ name }) => name === plugin.name)!;
        for (const [axis, ids] of Object.entries(brings ?? {}))
          deepEqual(
            info.contributions
              .filter((one) => one.axis === axis)
              .map((one) => one.id)
              .sort(),
            [...ids].sort(),
            axis,
          );
        ok(info.contributions.length + plugin.provides.length > 0, 'expected a contribution or a token');
        for (const { axis, id } of info.contributions) {
          ok(axes.includes(axis));
          equal(kernel.get(axis, id).id, id);
          ok(kernel.get(axis, id).summary.trim() !== '', `${axis} "${id}" has no summary`);
        }
      } finally {
        await kernel.dispose();
      }
    });

    test('two of it live in two kernels, and not in one', async () => {
      const [one, two] = [factory(), factory()];
      notEqual(one, two);
      const kernels = [await start(one), await start(two)];
      for (const kernel of kernels) await kernel.dispose();
      await rejects(createKernel({ plugins: [...beside(), factory(), factory()] }).ready(), coded('KD_E_DUPLICATE'));
    });
  });
}
