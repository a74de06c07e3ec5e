// The public names of models: layers models as students and teachers, the families, reading and writing.
export { type AdoptOptions, adoptModel } from './adopt/adopt-model.ts';
export { isLayersStudent, type LayersStudent } from './adopt/layers-student.ts';
export { branches } from './family/branches.ts';
export { convnet } from './family/convnet.ts';
export { depthwise } from './family/depthwise.ts';
export { exits } from './family/exits.ts';
export { folder } from './family/folder.ts';
export { grafted } from './family/grafted.ts';
export { mlp } from './family/mlp.ts';
export { resnet } from './family/resnet.ts';
export { wideResnet } from './family/wide-resnet.ts';
export { cloneArchitecture } from './initialise/clone-architecture.ts';
export { initialise } from './initialise/initialise.ts';
export { layersExporter } from './io/layers-exporter.ts';
export { type LoadOptions, loadModel } from './io/load-model.ts';
export { saveModel } from './io/save-model.ts';
export { modelsPlugin } from './models-plugin.ts';
export { modelTeacher } from './teacher/model-teacher.ts';
