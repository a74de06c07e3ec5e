// The data, the teachers and the students of the table, for one seed at a time. Teachers are trained once and kept in the cache.
import { existsSync } from 'node:fs';
import { batchLoader, openData } from '@retort/data';
import { nodeFiles } from '@retort/files/node';
import { loadModel, modelTeacher, saveModel } from '@retort/models';
import { randomStream } from '@retort/tensor';
import { measure, planStage, predictLogits, trainStage } from '@retort/trainer';

const spec = { test: 0, validation: 0, labels: 'all' };

export class Laboratory {
  #seed;
  #parts;
  #whole;
  #teachers = new Map();

  /** `capture`: of the engine's session, where it has one. */
  constructor({ retort, dataset, configuration, cache, capture }) {
    Object.assign(this, { retort, dataset, configuration, cache, capture });
  }

  /** The samples of a seed: a tenth of the training part for students, all of it for the teacher, and the published test part. */
  open(seed) {
    if (seed === this.#seed) return this;
    for (const { teacher } of this.#teachers.values()) teacher.dispose();
    this.#teachers.clear();
    this.#seed = seed;
    this.#parts = openData(this.dataset, { ...spec, fraction: this.configuration.fraction }, seed);
    this.#whole = openData(this.dataset, { ...spec, fraction: this.configuration.teacherFraction }, seed).full;
    return this;
  }

  get samples() {
    return this.#parts.full;
  }

  get shape() {
    return this.#parts.shape;
  }

  get classes() {
    return this.#parts.classes.length;
  }

  get random() {
    return randomStream(this.#seed, 'results');
  }

  /** The same first weights for every method of a seed. */
  student() {
    return this.#build(this.configuration.student, 'student');
  }

  /** `{ teacher, model, accuracy }`: the trained convnet, or the model in a folder of the cache. */
  async teacher(folder) {
    const at = folder ?? `${this.cache}/teacher/seed-${this.#seed}`;
    const known = this.#teachers.get(at);
    if (known !== undefined) return known;
    if (!existsSync(at)) await this.#trainTeacher(at);
    const model = await loadModel(nodeFiles, at);
    const taught = { model, teacher: modelTeacher(model), accuracy: await this.accuracy(answerOf(model)) };
    this.#teachers.set(at, taught);
    return taught;
  }

  /** `frozen`: the student stands still. */
  plan({ student, taught, objective, training = this.configuration.training, samples = this.samples, frozen = false }) {
    const learner = { name: 'student', student: { slot: 'student', model: this.configuration.student }, teacher: { kind: 'teacher' }, objective, frozen };
    return planStage({
      stage: { name: 'results', view: 'full', training, learners: [learner] },
      maker: this.retort,
      students: new Map([['student', student]]),
      teacherOf: () => taught?.teacher,
      samples: samples.size,
      view: samples,
      shape: this.shape,
      copies: Math.max(1, ...this.#augmentations(training).map(({ copies = 1 }) => copies)),
      random: this.random.child('plan'),
    });
  }

  loader({ training = this.configuration.training, samples = this.samples } = {}) {
    const { batch, lastBatch } = training;
    const augment = this.#augmentations(training);
    const [shuffle, random] = [this.random.child('order'), this.random.child('augment')];
    return batchLoader(samples, { shape: this.shape, classes: this.classes, batch, lastBatch, shuffle, augment, random });
  }

  /** To the end of the stage. */
  async train(plan, loader) {
    for await (const event of trainStage({ plan, loader, callbacks: [], capture: this.capture })) {
      if (event.kind === 'capture' && !event.captured) console.log(`eagerly: ${event.reason}`);
      if (event.kind === 'end') return event.steps;
    }
  }

  /** Of the test part, by whatever answers. */
  async accuracy(answer) {
    const { inputs, labels, ids } = this.#parts.test;
    const size = Math.min(this.configuration.testSamples, labels.length);
    const pixels = inputs.length / labels.length;
    const test = { size, inputs: inputs.subarray(0, size * pixels), labels: labels.subarray(0, size), ids: ids.subarray(0, size) };
    return measure(await predictLogits(answer, test, this.shape, this.classes), test.labels, this.classes).metrics.accuracy;
  }

  dispose() {
    for (const { teacher } of this.#teachers.values()) teacher.dispose();
    this.#teachers.clear();
  }

  #augmentations({ augment }) {
    return augment.map((choice, index) => this.retort.make('augmentation', choice, `augment[${index}]`));
  }

  #build(model, name) {
    return this.retort.make('family', model).build({ inputShape: this.shape, classes: this.classes, random: this.random.child(name) });
  }

  async #trainTeacher(folder) {
    const training = this.configuration.teacherTraining;
    const student = await this.#build(this.configuration.teacher, 'teacher');
    const plan = this.plan({ student, objective: { task: 1, terms: [] }, training, samples: this.#whole });
    try {
      await this.train(plan, this.loader({ training, samples: this.#whole }));
      await saveModel(nodeFiles, student, folder);
    } finally {
      plan.dispose();
      student.dispose();
    }
  }
}

export function answerOf(student) {
  return ({ inputs }) => student.forward(inputs, { training: false, taps: [] }).logits;
}
