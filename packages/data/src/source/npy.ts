// Data set `npy`: arrays saved by NumPy, in .npy files or in one .npz archive.
import { FILES, type FileSystem } from '@retort/files';
import { type Dataset, defineDataset, retortError } from '@retort/kernel';
import { z } from 'zod';
import { buildDataset, type RawSamples } from '../dataset/build-dataset.ts';
import { inferClasses } from '../dataset/infer-classes.ts';
import { type NpyArray, parseNpy } from '../format/npy.ts';
import { readNpz } from '../format/npz.ts';
import { readFile } from '../format/read-file.ts';

const name = z.string().min(1);

const options = z
  .strictObject({
    archive: name.optional().describe('Path of a .npz archive; the other names are then names of arrays in it, else paths of .npy files'),
    inputs: name.describe('Training inputs [N, ...]'),
    labels: name.describe('Training labels [N], class indices'),
    testInputs: name.optional().describe('Test inputs'),
    testLabels: name.optional().describe('Test labels'),
    shape: z.array(z.int().min(1)).min(1).optional().describe('Shape of one sample; that of the array when absent, with one channel added to [height, width]'),
    scale: z.number().positive().default(1).describe('Inputs are divided by it: 255 for bytes'),
    classes: z.array(name).min(1).optional().describe('Names of the classes; numbers up to the highest label when absent'),
    name: name.default('npy').describe('Name of the data set'),
  })
  .refine(({ testInputs, testLabels }) => (testInputs === undefined) === (testLabels === undefined), 'testInputs and testLabels go together');

type Options = z.output<typeof options>;

async function load(files: FileSystem, choice: Options): Promise<Dataset> {
  const arrays = await readArrays(files, choice);
  const train = samples(arrays, choice.inputs, choice.labels, choice.scale);
  const test =
    choice.testInputs === undefined || choice.testLabels === undefined ? undefined : samples(arrays, choice.testInputs, choice.testLabels, choice.scale);
  const shape = choice.shape ?? (train.axes.length === 2 ? [...train.axes, 1] : train.axes);
  return buildDataset({ name: choice.name, shape, classes: choice.classes ?? inferClasses(train.labels, choice.name), train, test });
}

async function readArrays(files: FileSystem, choice: Options): Promise<(name: string) => NpyArray> {
  const names = [choice.inputs, choice.labels, choice.testInputs, choice.testLabels].filter((item) => item !== undefined);
  const parsed = new Map<string, NpyArray>();
  if (choice.archive === undefined) {
    for (const path of names) parsed.set(path, parseNpy(await readFile(files, path), path));
  } else {
    const entries = readNpz(await readFile(files, choice.archive), names, choice.archive);
    for (const [entry, bytes] of entries) parsed.set(entry, parseNpy(bytes, `${choice.archive}, ${entry}`));
  }
  return (item) => parsed.get(item)!;
}

function samples(arrays: (name: string) => NpyArray, inputsName: string, labelsName: string, scale: number): RawSamples & { readonly axes: readonly number[] } {
  const inputs = arrays(inputsName);
  const labels = arrays(labelsName);
  const [count, ...axes] = inputs.shape;
  if (count === undefined || axes.length === 0) {
    throw retortError('KD_E_DATA_SHAPE', { what: 'the inputs', where: inputsName, expected: '[samples, ...]', received: `[${inputs.shape}]` });
  }
  if (labels.shape.length === 0 || labels.shape.slice(1).some((axis) => axis !== 1)) {
    throw retortError('KD_E_DATA_SHAPE', { what: 'the labels', where: labelsName, expected: '[samples], class indices', received: `[${labels.shape}]` });
  }
  if (labels.shape[0] !== count) {
    throw retortError('KD_E_DATA_COUNT', {
      what: 'the labels',
      where: labelsName,
      expected: `${count}, one for each of ${inputsName}`,
      received: `${labels.shape[0]}`,
    });
  }
  return { inputs: scale === 1 ? inputs.values : Float32Array.from(inputs.values, (value) => value / scale), labels: labels.values, axes };
}

export const npySource = defineDataset({
  id: 'npy',
  summary: 'arrays saved by NumPy: .npy files or one .npz archive',
  options,
  needs: { files: FILES },
  create: (choice, { files }) => ({ load: () => load(files, choice) }),
});
