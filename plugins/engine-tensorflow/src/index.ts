// The native engine: tfjs-node-gpu or tfjs-node, where installed.
import { definePlugin } from '@retort/kernel';
import { tensorflowEngine } from './tensorflow-engine.ts';

export { ENGINES_VARIABLE, enginesFolder, packageRoots } from './engine-folders.ts';
export { type LocatedPackage, locatePackage, PACKAGE_VERSION, type PackageName, resolved } from './locate-package.ts';
export { SHARED_KEY } from './share-tensorflow-js.ts';
export { tensorflowEngine };

/** Brings the engine `tensorflow`. Loads nothing until that engine is started. */
export const engineTensorflowPlugin = definePlugin({
  name: '@retort/plugin-engine-tensorflow',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [tensorflowEngine],
});
