// Errors of knowledge, connectors, mappings, and of the suites that check them.
import type { ErrorTable } from '../entry.ts';

export const knowledgeErrors = {
  KD_E_KNOWLEDGE_SHAPES: { means: 'A knowledge cannot compare tensors of these shapes.', cure: 'Choose other layers, or a connector that joins the shapes.' },
  KD_E_KNOWLEDGE_SAMPLE: {
    means: 'A knowledge with a memory was given a sample that is not in the training view.',
    cure: 'Train on batches of the view that the stage was planned for.',
  },
  KD_E_KNOWLEDGE_VIEWS: {
    means: 'A knowledge compares several views of each sample, and the batches have one.',
    cure: 'Add an augmentation that makes several views to `augment` of the training: `rotations`.',
  },
  KD_E_CONNECTOR_SHAPES: { means: 'A connector cannot join these shapes.', cure: 'Choose other layers, or the connector that the message names.' },
  KD_E_MAPPING_NO_TAP: { means: 'A mapping looks for more layers than a model has besides its logits.', cure: 'Give the model a tap before its logits.' },
  KD_E_MAPPING_MEMBER: { means: 'A mapping names a member that the teacher does not have.', cure: 'Name one of its members, or none.' },
  KD_E_MAPPING_BATCH: {
    means: 'A mapping that learns from a batch as a whole was given batches of unequal sizes.',
    cure: 'Leave the last, smaller batch out: `lastBatch: drop` in `training`.',
  },
  KD_E_MAPPING_SHAPES: { means: 'A mapping cannot attend over layers of these shapes.', cure: 'Name other layers.' },
  KD_E_CONFORMANCE_FIXTURE: {
    means: 'A fixture file is malformed.',
    cure: 'Compare the place that is named with the format in the README of @retort/conformance.',
  },
  KD_E_CONFORMANCE_CASE: { means: 'A case of a fixture file asks for something that the registered method does not do.', cure: 'See the case that is named.' },
} as const satisfies ErrorTable;
