// Conformance: registered methods against published reference values.
export { type BoundKnowledge, bindKnowledge, type KnowledgeInputs, totalOf } from './bind-knowledge.ts';
export { type CaseReport, type CaseStatus, type ConformanceOptions, type ConformanceReport, evaluateConformance } from './evaluate-conformance.ts';
export { feedsAtStart } from './feeds-at-start.ts';
export { type Fixture, type FixtureCase, type FixtureTensor, parseFixture } from './fixture.ts';
export { relativeError } from './relative-error.ts';
