// Soft targets as most scenarios have them: 0.1 of the labels and 0.9 of kd at temperature 4.
import type { ObjectiveSpec } from '@retort/kernel';

export const kdObjective: ObjectiveSpec = { task: 0.1, terms: [{ knowledge: { id: 'kd', temperature: 4 }, weight: 0.9 }] };
