// The only place of the matrix that knows ids: options that a contribution cannot do without, and the few laws of a method that
// make one check of the matrix meaningless for it, each with the reason. What needs no options needs no entry.
import type { Choice, Maker, TapName } from '@retort/kernel';
import { CLASSES } from './scenes.ts';

type Options = Readonly<Record<string, unknown>>;

/** Of a knowledge, by id. `features` is the width of the teacher's last vector. */
export const knowledgeOptions: Readonly<Record<string, (teacher: { readonly features: number; readonly classes: number }) => Options>> = {
  // Its own default, as a number for those who differentiate through it.
  kd: () => ({ temperature: 4 }),
  // The teacher's last kernel, by its shape: the matrix asks whether it composes, whatever the numbers.
  srrl: ({ features, classes }) => ({
    classifier: Array.from({ length: features }, (_, row) => Array.from({ length: classes }, (_, column) => (((row * 7 + column * 3) % 5) - 2) / 4)),
  }),
};

/** Augmentations that a knowledge needs, by id: it compares several views of each sample. */
const knowledgeAugment: Readonly<Record<string, readonly Choice[]>> = { sskd: ['rotations'], 'sskd-kd': ['rotations'] };

export function augmentFor(...knowledge: readonly Choice[]): readonly Choice[] {
  return [...new Set(knowledge.flatMap((choice) => knowledgeAugment[idOf(choice)] ?? []))];
}

/** Views of each sample that a knowledge needs. */
export function viewsFor(maker: Maker, knowledge: Choice): number {
  return Math.max(1, ...augmentFor(knowledge).map((choice) => maker.make('augmentation', choice, idOf(knowledge)).copies ?? 1));
}

const idOf = (choice: Choice): string => (typeof choice === 'string' ? choice : choice.id);

/** Of a mapping, by id: every way in which the matrix reads layers with it, by name. Taps are the scene's, in the order of the network. */
export const mappingOptions: Readonly<Record<string, (student: readonly TapName[], teacher: readonly TapName[]) => Readonly<Record<string, Options>>>> = {
  pairs: (student, teacher) => {
    // As many of the teacher's as the student has, counted from the logits: layer 1 from layer 2 where the teacher is deeper.
    const all = student.map((tap, index) => [tap, teacher.at(index - student.length)!]);
    return { layers: { pairs: all.slice(0, -1) }, 'layers and features': { pairs: all } };
  },
  every: () => ({ every: { every: 1 } }),
  // Few pairs: the matrix asks whether they compose.
  all: (student) => ({ all: { student: student.slice(0, 1) } }),
  semckd: (student, teacher) => ({ semckd: { student: student.slice(0, 1), teacher: teacher.slice(0, 2) } }),
  // In the convnets the last two maps have equally many channels; the features after them are the mean of the last.
  'alp-kd': (_, teacher) => ({ 'alp-kd': { teacher: teacher.slice(-3, -1) } }),
};

/** Mappings that no relation can be read with. */
export const notForRelations: Readonly<Record<string, string>> = {
  semckd: 'it weighs the samples, and a relation compares the batch as a whole',
};

/** The mapping that names layers: those of two networks. */
export const namingId = 'pairs';

/** Of a teacher source, by id: how it is told which model teaches. */
export const teacherOptions: Readonly<Record<string, (model: Choice) => Options>> = {
  model: (model) => ({ model }),
  committee: (model) => ({ members: { one: { model }, two: { model } } }),
  noisy: (model) => ({ teacher: { model } }),
  cached: (model) => ({ teacher: { model } }),
  augmented: (model) => ({ teacher: { model }, views: [{ flip: 'horizontal' }, { shift: [1, 0] }, { noise: 0.1 }] }),
  // All of them: what matches logits by their squares has no use for those that are as good as minus infinity.
  subset: (model) => ({ teacher: { model }, classes: Array.from({ length: CLASSES }, (_, index) => index) }),
};

/** Teacher sources that the matrix does not ask, each with the reason. */
export const unaskedTeachers: Readonly<Record<string, string>> = {
  onnx: 'its network is a file of its own, for a runtime that may be absent',
};

/**
 * Of a strategy, by id, for a student and its taps: networks and layers that it has to be told, parts that fit into the few epochs of the
 * matrix, and no draws, as three steps are to be those of one function.
 */
export const strategyOptions: Readonly<Record<string, (student: { readonly model: Choice; readonly taps: readonly TapName[] }) => Options>> = {
  'teaching-assistant': ({ model }) => ({ assistants: [{ model }] }),
  dgkd: ({ model }) => ({ assistants: [{ model }], drop: 0 }),
  'assistant-search': ({ model }) => ({ assistants: [{ model }] }),
  rco: () => ({ anchors: 2, training: { epochs: 2 }, teacherTraining: { epochs: 2 } }),
  codistillation: () => ({ training: { epochs: 2 } }),
  one: ({ taps }) => ({ from: taps[0] }),
  byot: ({ taps }) => ({ at: [taps[0]] }),
  stages: () => ({ stages: [{ name: 'plain' }, { name: 'nested', strategy: 'offline' }] }),
  'easy-to-hard': () => ({ fractions: [0.5, 1], training: { epochs: 2 } }),
  'mapping-search': () => ({ candidates: ['features', 'last'] }),
  feedback: () => ({ rounds: 2, training: { epochs: 2 } }),
};

/** What leads the taps of a teacher source, by id: the member whose layers the matrix reads. */
export const teacherLead: Readonly<Record<string, string>> = { committee: 'one/' };

/** How a committee of several members weighs them is asked of the source of this id. */
export const committeeId = 'committee';

/** Knowledge whose gradients are, by design, not those of its term: the term need not fall along them. */
export const otherGradients: Readonly<Record<string, string>> = {
  disagreement: 'how far two answers differ is a constant to the gradient',
  ctkd: 'its temperature climbs the term that the student descends',
  wsld: 'the weight of a sample grows with its cross-entropy, and is a constant to the gradient',
};

/** Knowledge with modules that start closed, so that what lies inside them has a gradient from the second step on. */
export const lateGradients: Readonly<Record<string, string>> = {
  fbkd: 'the last scale of its non-local blocks starts at 0, as published',
};

/** Knowledge that takes its target as a constant, so that nothing is learnt by what a mapping makes of the teacher's layers. */
export const constantTargets: Readonly<Record<string, string>> = {
  'ab-alternative-l2': 'it reads the sign of the target alone',
  sskd: 'the scores of the teacher are taken as constants',
  pkt: 'its divergence has a gradient in closed form, for the student alone',
  'ofd-partial-l2': 'what counts of a difference depends on the sign of the target',
};
