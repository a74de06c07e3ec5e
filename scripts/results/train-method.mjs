// One cell of the table: one method, one seed. Trains the student, asks it for the test part, and for the first seed says what a step
// costs. A method that the plan refuses, or that diverges, is a result too.

import { nodeFiles } from '@retort/files/node';
import { saveModel } from '@retort/models';
import { add, matMul, mean, readAll, scope } from '@retort/tensor';
import { costOf } from './cost-of.mjs';
import { answerOf } from './laboratory.mjs';
import { unlisted } from './method-settings.mjs';
import { takeOver, trainPreludes } from './train-preludes.mjs';

/** Codes with which a method is refused for these models, or fails to train: shown in its row. Any other error ends the script. */
const SHOWN = ['KD_E_KNOWLEDGE_SHAPES', 'KD_E_CONNECTOR_SHAPES', 'KD_E_PLAN_SHAPES', 'KD_E_KNOWLEDGE_VIEWS', 'KD_E_TRAIN_NAN'];

/** `{ accuracy, teacher, steps, seconds, cost? }`, or `{ failure }`. `aloneFolder`: where the student of `alone` is, or comes. */
export async function trainMethod(laboratory, row, setting, { withCost, aloneFolder }) {
  const taught = setting.teacher === 'alone' ? await laboratory.teacher(aloneFolder) : await laboratory.teacher();
  const kernel = await lastKernel(taught.model);
  const student = await laboratory.student();
  const training = { ...laboratory.configuration.training, ...setting.training };
  try {
    const { objective, connector } = firstPlanned(laboratory, { student, taught, training }, objectivesOf(row, setting, kernel));
    const started = performance.now();
    const before = await trainPreludes(laboratory, { student, taught, objective, training });
    const plan = laboratory.plan({ student, taught, objective: before.objective, training });
    try {
      takeOver(plan, before.carried);
      const steps = before.steps + (await laboratory.train(plan, laboratory.loader({ training })));
      const accuracy = await laboratory.accuracy(setting.answer === undefined ? answerOf(student) : throughTeacher(plan, student, taught.model));
      const result = {
        accuracy,
        teacher: taught.accuracy,
        steps,
        seconds: (performance.now() - started) / 1000,
        ...(connector === undefined ? {} : { connector }),
      };
      if (row === 'alone') await saveModel(nodeFiles, student, aloneFolder);
      if (!withCost) return result;
      const plain = laboratory.plan({ student, taught, objective: objectivesOf('kd', { task: 0.1, weight: 0.9 })[0] });
      try {
        return { ...result, cost: await costOf(laboratory, { plan, plain, rounds: laboratory.configuration.rounds }) };
      } finally {
        plain.dispose();
      }
    } finally {
      plan.dispose();
    }
  } catch (error) {
    if (!SHOWN.includes(error.code)) throw error;
    return { failure: { code: error.code, message: error.message } };
  } finally {
    student.dispose();
  }
}

/** The objective of a row; several where the connector is still to be found. */
function objectivesOf(row, { task = 1, weight = 1, knowledge = row, options = {}, mapping, connector, beside = [], classifier, isUnlisted }, kernel) {
  if (row === 'alone') return [{ task, terms: [] }];
  const choice = { id: knowledge, ...options, ...(classifier === undefined ? {} : { [classifier]: kernel }) };
  const term = { knowledge: choice, weight, ...(mapping === undefined ? {} : { mapping }) };
  const connectors = isUnlisted === true && mapping !== undefined ? unlisted.connectors : [connector];
  return connectors.map((one) => ({ task, terms: [one === undefined ? term : { ...term, connector: one }, ...beside] }));
}

/** The first objective that is not refused. */
function firstPlanned(laboratory, input, objectives) {
  let refusal;
  for (const objective of objectives) {
    try {
      laboratory.plan({ ...input, objective }).dispose();
      return { objective, connector: objectives.length === 1 ? undefined : objective.terms[0].connector };
    } catch (error) {
      if (!SHOWN.includes(error.code)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

/** The student's last map through its connector, then pooled and judged by the teacher's own classifier. */
function throughTeacher(plan, student, teacher) {
  const [{ student: tap, connector }] = plan.learners[0].terms[0].pairs;
  const { kernel, bias } = lastLayer(teacher);
  return ({ inputs }) =>
    scope(() => {
      const map = connector.apply(student.forward(inputs, { training: false, taps: [tap] }).taps[tap], { training: false });
      return add(matMul(mean(map, [1, 2]), kernel), bias);
    });
}

function lastLayer(model) {
  const variables = model.trainables();
  const layer = model.model.layers.at(-1).name;
  const [kernel, bias] = ['kernel', 'bias'].map((name) => Object.entries(variables).find(([key]) => key.includes(layer) && key.endsWith(name))?.[1]);
  if (kernel === undefined || bias === undefined) throw new Error(`no kernel and bias of "${layer}" among ${Object.keys(variables).join(', ')}`);
  return { kernel, bias };
}

/** `[features][classes]` */
async function lastKernel(model) {
  const { kernel } = lastLayer(model);
  const [rows, columns] = kernel.shape;
  const { kernel: values } = await readAll({ kernel });
  return Array.from({ length: rows }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]);
}
