// The public names of models.
export { type AdoptOptions, adoptModel } from './adopt/adopt-model.ts';
export { isLayersStudent, type LayersStudent } from './adopt/layers-student.ts';
export { convnet } from './family/convnet.ts';
export { depthwise } from './family/depthwise.ts';
export { mlp } from './family/mlp.ts';
export { resnet } from './family/resnet.ts';
export { wideResnet } from './family/wide-resnet.ts';
export { cloneArchitecture } from './initialise/clone-architecture.ts';
export { initialise } from './initialise/initialise.ts';
export { modelTeacher } from './teacher/model-teacher.ts';
