// definePlugin: metadata as data, contributions as a list, and a setup function only where data is not enough.
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Token } from '../container/token.ts';
import { checkOptions } from '../define/check-options.ts';
import type { Contribution, OptionsOf } from '../define/contribution.ts';
import { PLUGIN, type Plugin, type PluginContext } from './plugin.ts';

export interface PluginDefinition<S extends StandardSchemaV1 | undefined> {
  /** The package's name. */
  readonly name: string;
  /** The package's version. */
  readonly version: string;
  /** Range of kernel versions it was made for, `^0.1.0`. */
  readonly kernel: string;
  readonly contributions?: readonly Contribution[];
  /** Names of plugins, and tokens, that must be set up before. */
  readonly requires?: readonly (string | Token<unknown>)[];
  /** Tokens that `setup` provides. */
  readonly provides?: readonly Token<unknown>[];
  /** Schema of the factory's options. */
  readonly config?: S;
  setup?(context: PluginContext, config: OptionsOf<S>): void | Promise<void>;
}

type PluginFactory<S extends StandardSchemaV1 | undefined> = S extends StandardSchemaV1 ? (options?: StandardSchemaV1.InferInput<S>) => Plugin : () => Plugin;

/** Returns a factory; calling it validates the options and gives a frozen plugin. Nothing runs before `ready()`. */
export function definePlugin<S extends StandardSchemaV1 | undefined = undefined>(definition: PluginDefinition<S>): PluginFactory<S> {
  const factory = (options?: unknown): Plugin => {
    const config = checkOptions(definition.config, options ?? {}, `plugin ${definition.name}`) as OptionsOf<S>;
    return Object.freeze({
      [PLUGIN]: true as const,
      name: definition.name,
      version: definition.version,
      kernel: definition.kernel,
      requires: definition.requires ?? [],
      provides: definition.provides ?? [],
      setup(context: PluginContext) {
        for (const contribution of definition.contributions ?? []) context.add(contribution);
        return definition.setup?.(context, config);
      },
    });
  };
  return factory as PluginFactory<S>;
}
