// Contract suites, tiny models, finite differences and leak guards for plugin authors.
export { type ContainerContractOptions, containerContract } from './container-contract.ts';
