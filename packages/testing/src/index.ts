// Contract suites, tiny models, finite differences and leak guards for plugin authors.

export { expectClose, expectFinite } from './close.ts';
export { coded } from './code.ts';
export { type ContainerContractOptions, containerContract } from './container-contract.ts';
export { type ConnectorContractOptions, connectorContract, type ShapePair } from './contract/connector-contract.ts';
export { type EngineContractOptions, engineContract } from './contract/engine-contract.ts';
export type { CaseShapes } from './contract/knowledge/host-case.ts';
export type { Invariance } from './contract/knowledge/invariance.ts';
export { type KnowledgeContractOptions, knowledgeContract } from './contract/knowledge/knowledge-contract.ts';
export type { Probe } from './contract/knowledge/probe.ts';
export { type MappingContractOptions, mappingContract } from './contract/mapping-contract.ts';
export { type PluginContractOptions, pluginContract } from './contract/plugin-contract.ts';
export { type StrategyContractOptions, strategyContract } from './contract/strategy-contract.ts';
export { type TeacherContractOptions, teacherContract } from './contract/teacher-contract.ts';
export { type WeightingContractOptions, weightingContract } from './contract/weighting-contract.ts';
export { evaluateKnowledge, type KnowledgeValues } from './evaluate-knowledge.ts';
export { failAtOperation, InjectedFailure } from './fail-at-operation.ts';
export { finiteDifference } from './finite-difference.ts';
export { fromRows, type HostTensor, randomHost, toTensor } from './host-tensor.ts';
export { makerOf } from './maker-of.ts';
export { expectNoLeak, expectNoLeakWhenThrown } from './no-leak.ts';
export { kdGradient, kdLoss } from './reference/kd.ts';
export { meanSquaredError } from './reference/mean-squared-error.ts';
export { rkdAngle, rkdDistance } from './reference/rkd.ts';
export { logitsPair, mapsPair, studentLogits, studentMap, studentVectors, teacherLogits, teacherMap, teacherVectors, vectorsPair } from './reference/values.ts';
export type { Runner } from './runner.ts';
export { strategyContext, withoutTeacher } from './strategy-context.ts';
export { type TinyModelOptions, tinyModel, tinyTeacher } from './tiny-model.ts';
