// Errors of registering, composing and validating.
import type { ErrorTable } from '../entry.ts';

export const kernelErrors = {
  KD_E_ID_UNKNOWN: { means: 'No contribution of this kind has this id.', cure: 'Use a registered id, or add the plugin that brings it to `plugins:`.' },
  KD_E_ID_INVALID: { means: 'An id, name or key is not allowed.', cure: 'Use lower-case letters, digits, `-` and `/`; names of Object.prototype are refused.' },
  KD_E_OPTIONS_INVALID: { means: 'The options of a contribution do not fit its schema.', cure: 'Correct the option that is named.' },
  KD_E_OPTIONS_ASYNC: {
    means: 'A schema validates asynchronously; composition is synchronous.',
    cure: 'Give the contribution a schema that validates synchronously.',
  },
  KD_E_DUPLICATE: { means: 'Two plugins bring the same id of the same kind.', cure: 'Remove one, or register it with `override: true`.' },
  KD_E_PLUGIN_INVALID: { means: 'Something that is not a plugin was given as one.', cure: 'Make it with definePlugin() and call the factory it returns.' },
  KD_E_PLUGIN_VERSION: { means: 'A plugin was made for another version of the kernel.', cure: 'Install a version of the plugin that fits.' },
  KD_E_PLUGIN_REQUIRES: { means: 'A plugin needs a plugin or token that nobody brings.', cure: 'Register the plugin that provides it.' },
  KD_E_PLUGIN_CYCLE: { means: 'Plugins require each other in a circle.', cure: 'Break the circle at one of the plugins named.' },
  KD_E_PLUGIN_TIMEOUT: {
    means: 'The setup of a plugin did not end in time.',
    cure: 'Look for a promise in its setup that never settles, or raise `setupTimeout`.',
  },
  KD_E_PLUGIN_SETUP: { means: 'The setup of a plugin failed.', cure: 'See the cause.' },
  KD_E_KERNEL_FROZEN: { means: 'Something was registered after ready().', cure: 'Register it before, or make a new kernel.' },
  KD_E_KERNEL_NOT_READY: { means: 'The kernel was used before ready().', cure: 'Await kernel.ready() first.' },
  KD_E_TOKEN_UNKNOWN: { means: 'A token was resolved that nobody provides.', cure: 'Provide it, or register the plugin that does.' },
  KD_E_TOKEN_DUPLICATE: { means: 'A token was provided twice in one container.', cure: 'Provide it once; a child container may provide its own.' },
  KD_E_TOKEN_CYCLE: { means: 'Tokens need each other in a circle.', cure: 'Break the circle that is printed.' },
  KD_E_CONTAINER_DISPOSED: { means: 'A container or kernel was used after it was disposed.', cure: 'Keep it alive as long as what it made.' },
  KD_E_DISPOSE: { means: 'Something failed while it was disposed; the rest was disposed all the same.', cure: 'See the cause.' },
  KD_E_CHOICE_INVALID: {
    means: 'A choice is neither an id nor an object with an id.',
    cure: "Write the id, 'kd', or the id with its options, { id: 'kd', temperature: 4 }.",
  },
  KD_E_CONTRIBUTION_INVALID: {
    means: 'Something that is not a contribution was added by a plugin.',
    cure: 'Make it with the define function of its axis, such as defineDataset().',
  },
  KD_E_CREATE: { means: 'The factory of a contribution failed.', cure: 'See the cause.' },
  KD_E_PLUGIN_PROVIDES: { means: 'A plugin did not provide a token that it declares.', cure: 'Provide it in setup, or take it out of `provides`.' },
} as const satisfies ErrorTable;
