// Data set `csv`: a table with a column of labels, every other column a number.
import { FILES, type FileSystem } from '@retort/files';
import { type Dataset, defineDataset, retortError } from '@retort/kernel';
import { z } from 'zod';
import { buildDataset, type RawSamples } from '../dataset/build-dataset.ts';
import { MAX_TEXT_BYTES } from '../dataset/limits.ts';
import { parseCsv } from '../format/csv.ts';
import { readFile } from '../format/read-file.ts';
import { type CsvSamples, csvSamples } from './csv-samples.ts';
import { classesOf, labelsOf } from './word-classes.ts';

const options = z
  .strictObject({
    path: z.string().min(1).describe('Path of the table, plain or gzip, UTF-8'),
    test: z.string().min(1).optional().describe('Path of a second table of the same columns: the test part'),
    label: z.union([z.string().min(1), z.int()]).describe("The label's column: its name, or its position from 0 (from the end where negative)"),
    header: z.boolean().optional().describe('Whether the first row names the columns; when absent, it does if `label` is a name'),
    delimiter: z.string().min(1).default(',').describe('Between cells'),
    shape: z.array(z.int().min(1)).min(1).optional().describe('Shape of one sample; [columns] when absent'),
    scale: z.number().positive().default(1).describe('Inputs are divided by it: 255 for bytes'),
    classes: z.array(z.string().min(1)).min(1).optional().describe('Names of the classes, in order; found in the table when absent'),
    name: z.string().min(1).default('csv').describe('Name of the data set'),
  })
  .refine(({ label, header }) => typeof label === 'number' || header !== false, 'a label given by name needs a header');

type Options = z.output<typeof options>;

async function load(files: FileSystem, choice: Options): Promise<Dataset> {
  const { path, test: testPath, label, header = typeof label === 'string', delimiter, scale, name } = choice;
  const read = async (file: string): Promise<CsvSamples> =>
    csvSamples(await parseCsv(await readFile(files, file, MAX_TEXT_BYTES), header, delimiter, file), label, scale, file);
  const table = await read(path);
  const classes = choice.classes ?? classesOf(table.words, path);
  const train = { inputs: table.inputs, labels: labelsOf(table.words, classes, path) };
  const test = testPath === undefined ? undefined : await testPart(read, testPath, table.width, classes);
  return buildDataset({ name, shape: choice.shape ?? [table.width], classes, train, test });
}

async function testPart(read: (file: string) => Promise<CsvSamples>, path: string, width: number, classes: readonly string[]): Promise<RawSamples> {
  const table = await read(path);
  if (table.width !== width) {
    throw retortError('KD_E_DATA_SHAPE', {
      what: 'the columns of the test table',
      where: path,
      expected: `${width} inputs, as in training`,
      received: `${table.width}`,
    });
  }
  return { inputs: table.inputs, labels: labelsOf(table.words, classes, path) };
}

export const csvSource = defineDataset({
  id: 'csv',
  summary: 'a table of numbers with a column of labels',
  options,
  needs: { files: FILES },
  create: (choice, { files }) => ({ load: () => load(files, choice) }),
});
