// The plugin that brings the families and the exporter.
import { definePlugin } from '@retort/kernel';
import { branches } from './family/branches.ts';
import { convnet } from './family/convnet.ts';
import { depthwise } from './family/depthwise.ts';
import { exits } from './family/exits.ts';
import { folder } from './family/folder.ts';
import { grafted } from './family/grafted.ts';
import { mlp } from './family/mlp.ts';
import { resnet } from './family/resnet.ts';
import { transformer } from './family/transformer.ts';
import { wideResnet } from './family/wide-resnet.ts';
import { layersExporter } from './io/layers-exporter.ts';

/** `folder` and `layers` need the token FILES, which the application provides. */
export const modelsPlugin = definePlugin({
  name: '@retort/models',
  version: '0.1.0',
  kernel: '^0.1.0',
  contributions: [mlp, convnet, resnet, wideResnet, depthwise, transformer, folder, exits, branches, grafted, layersExporter],
});
