// How each method is used in the table: its published weights, where it is read, and what of the publication is left out. Data only.
// Layers are those of the convnets in configuration.mjs. A registered knowledge without an entry is taken with weight 1 and marked.

const stages = (...names) => ({ id: 'pairs', pairs: Object.fromEntries(names.map((name) => [name, name])) });
/** As published: all stages but the first, which stands for the stem. */
const STAGES = ['stage2', 'stage3'];
const ALL = stages(...STAGES);
const LAST = stages('stage3');
const LAST_BEFORE_RELU = stages('stage3-norm1');
const CONNECT_BEFORE_RELU = { id: 'conv-bn-relu', relu: false };
const kd = { knowledge: { id: 'kd', temperature: 4 }, weight: 1 };

const response = (task, weight, options = {}, more = {}) => ({ task, weight, options, ...more });
const layers = (weight, mapping, connector = 'none', more = {}) => ({ task: 1, weight, mapping, connector, ...more });

export const NO_SCHEDULE = 'without its warm-up of 20 epochs';
/** Of a stage before the one that is measured. */
const PRELUDE = 1;
const before = (what, published) => `${what} for ${PRELUDE} epoch before, published ${published}`;

/**
 * By row. `knowledge`: its id, where the row has another name. `beside`: further terms. `teacher`: `alone` is the student of the row
 * `alone`. `answer`: who answers in the test. `classifier`: the teacher's last kernel goes into this option. `training`: what of the
 * training is another than that of all rows.
 */
export const methodSettings = {
  alone: { task: 1 },
  kd: response(0.1, 0.9, { temperature: 4 }),
  'soft-cross-entropy': response(0.1, 14.4, { temperature: 4 }, { remark: 'weight 0.9 · T², for the gradient of kd' }),
  'mse-logits': response(0, 1, {}, { remark: 'no labels' }),
  'logit-standardization-kd': response(0.1, 9, { temperature: 2 }),
  dkd: response(1, 1, { alpha: 1, beta: 8, temperature: 4 }, { remark: NO_SCHEDULE }),
  dist: response(1, 2, { temperature: 4 }),
  wsld: response(1, 2.25, { temperature: 4 }),
  mlkd: response(0.1, 0.9, {}, { remark: 'one view of each image' }),
  'mlkd-two-views': response(
    0.2,
    0.9,
    {},
    {
      knowledge: 'mlkd',
      training: { augment: [{ id: 'two-views', strong: [{ id: 'rand-augment', operations: 2, magnitude: 10 }] }] },
      remark: 'a second view of each image, by rand-augment',
    },
  ),
  ctkd: response(0.1, 0.9, {}, { remark: 'of 10 epochs in which its temperature comes in, the first ones' }),
  'label-smoothing': response(0, 1, {}, { remark: 'reads no teacher' }),
  'tf-kd-self': response(0.05, 0.95, { temperature: 20 }, { teacher: 'alone', remark: 'the teacher is the student of `alone`' }),
  'tf-kd-virtual': response(0.05, 0.95, { temperature: 40 }, { remark: 'reads no teacher' }),

  fitnet: layers(100, LAST, 'fitnet-regressor'),
  simkd: layers(1, LAST, 'simkd-projector', {
    knowledge: 'fitnet',
    task: 0,
    answer: 'teacher-classifier',
    remark: 'no labels; the projector and the teacher’s classifier answer',
  }),
  'attention-transfer': layers(1000, ALL),
  nst: layers(50, ALL),
  fsp: layers(50, ALL, 'conv1x1', { options: { prelude: PRELUDE }, remark: before('learnt alone', 30) }),
  vid: layers(1, ALL),
  'factor-transfer': layers(200, LAST, 'none', { options: { paraphraser: { epochs: PRELUDE } }, remark: before('paraphraser trained', 30) }),
  'ab-alternative-l2': layers(0.003, LAST_BEFORE_RELU, CONNECT_BEFORE_RELU, { options: { prelude: PRELUDE }, remark: before('learnt alone', 30) }),
  'ofd-partial-l2': layers(0.001, LAST_BEFORE_RELU, CONNECT_BEFORE_RELU),
  'review-kd-hcl': layers(1, ALL, 'conv1x1', { remark: NO_SCHEDULE }),
  'review-kd': layers(1, stages('stage2', 'stage3', 'features'), 'none', { remark: NO_SCHEDULE }),
  cwd: layers(50, LAST, 'conv1x1', { remark: 'made for dense prediction' }),
  mgd: layers(7e-5, LAST),
  fbkd: layers(1, LAST, 'conv1x1', { remark: 'made for detection' }),
  'cat-kd': layers(1, LAST),
  srrl: layers(1, 'features', 'none', { classifier: 'classifier', beside: [kd] }),
  semckd: layers(400, { id: 'semckd', student: STAGES, teacher: STAGES }, 'semckd-projection', {
    knowledge: 'fitnet',
    beside: [kd],
    training: { lastBatch: 'drop' },
  }),
  'alp-kd': layers(1, { id: 'alp-kd', student: ['stage3'], teacher: ['stage3-norm1', 'stage3'] }, 'linear', {
    knowledge: 'fitnet',
    beside: [kd],
    remark: 'made for transformers, whose layers have one width; no published weight is known',
  }),

  'similarity-preserving': layers(3000, LAST),
  pkt: layers(30000, 'features'),
  'correlation-congruence': layers(0.003, 'features'),
  rkd: layers(1, 'features'),
  crd: layers(0.8, 'features'),
  ickd: layers(500, LAST, 'conv1x1'),
  kdsvd: layers(1, ALL, 'conv1x1', { remark: 'no published weight is known' }),
  sskd: layers(10, 'features', 'none', {
    task: 0.1,
    options: { epochs: PRELUDE },
    beside: [{ knowledge: 'sskd-kd', weight: 1 }],
    training: { augment: ['rotations'] },
    remark: before('four turned views of each image; the teacher’s head trained', 60),
  }),
};

/** Registered knowledge that has no row, and why. */
export const excluded = {
  'sskd-kd': 'a term of the row `sskd`',
  'cs-kd': 'reads batches of class pairs, which the strategy `cs-kd` makes',
  disagreement: 'teaches a teacher where its student went another way, in the strategy `feedback`',
};

/** Where a knowledge without an entry is read: the first connector that its plan accepts. */
export const unlisted = { mapping: LAST, connectors: ['none', 'conv1x1', 'linear'], remark: 'not tuned: weight 1' };
