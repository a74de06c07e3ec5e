// How each method is used in the table: its published weights, where it is read, and what of the publication is left out. Data only.
// Layers are those of the convnets in configuration.mjs. A registered knowledge without an entry is taken with weight 1 and marked.

const stages = (...names) => ({ id: 'pairs', pairs: Object.fromEntries(names.map((name) => [name, name])) });
/** As published: all stages but the first, which stands for the stem. */
const ALL = stages('stage2', 'stage3');
const LAST = stages('stage3');
const LAST_BEFORE_RELU = stages('stage3-norm1');
const CONNECT_BEFORE_RELU = { id: 'conv-bn-relu', relu: false };
const kd = { knowledge: { id: 'kd', temperature: 4 }, weight: 1 };

const response = (task, weight, options = {}, more = {}) => ({ task, weight, options, ...more });
const layers = (weight, mapping, connector = 'none', more = {}) => ({ task: 1, weight, mapping, connector, ...more });

export const NO_SCHEDULE = 'without its warm-up of 20 epochs';

/**
 * By row. `knowledge`: its id, where the row has another name. `beside`: further terms. `teacher`: `alone` is the student of the row
 * `alone`. `answer`: who answers in the test. `classifier`: the teacher's last kernel goes into this option.
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
  fsp: layers(50, ALL, 'conv1x1', { remark: 'with the task, not in a stage before it' }),
  vid: layers(1, ALL),
  'factor-transfer': layers(200, LAST, 'conv-bn-relu', { remark: 'without the paraphraser' }),
  'ab-alternative-l2': layers(0.003, LAST_BEFORE_RELU, CONNECT_BEFORE_RELU, { remark: 'with the task, not in a stage before it' }),
  'ofd-partial-l2': layers(0.001, LAST_BEFORE_RELU, CONNECT_BEFORE_RELU),
  'review-kd-hcl': layers(1, ALL, 'conv1x1', { remark: NO_SCHEDULE }),
  'review-kd': layers(1, stages('stage2', 'stage3', 'features'), 'none', { remark: NO_SCHEDULE }),
  cwd: layers(50, LAST, 'conv1x1', { remark: 'made for dense prediction' }),
  mgd: layers(7e-5, LAST),
  'cat-kd': layers(1, LAST),
  srrl: layers(1, 'features', 'none', { classifier: 'classifier', beside: [kd] }),

  'similarity-preserving': layers(3000, LAST),
  pkt: layers(30000, 'features'),
  'correlation-congruence': layers(0.003, 'features'),
  rkd: layers(1, 'features'),
  crd: layers(0.8, 'features'),
  ickd: layers(500, LAST, 'conv1x1'),
  kdsvd: layers(1, ALL, 'conv1x1', { remark: 'no published weight is known' }),
};

/** Where a knowledge without an entry is read: the first connector that its plan accepts. */
export const unlisted = { mapping: LAST, connectors: ['none', 'conv1x1', 'linear'], remark: 'not tuned: weight 1' };
