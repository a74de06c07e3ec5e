// Data set `idx`: IDX files of the user's own, plain or gzip.
import { FILES, type FileSystem } from '@retort/files';
import { type Dataset, defineDataset } from '@retort/kernel';
import { z } from 'zod';
import { buildDataset } from '../dataset/build-dataset.ts';
import { inferClasses } from '../dataset/infer-classes.ts';
import { readFile } from '../format/read-file.ts';
import { type IdxSamples, idxSamples, sameShape } from './idx-samples.ts';

const options = z
  .strictObject({
    images: z.string().min(1).describe('Path of the training images, plain or gzip'),
    labels: z.string().min(1).describe('Path of the training labels'),
    testImages: z.string().min(1).optional().describe('Path of the test images'),
    testLabels: z.string().min(1).optional().describe('Path of the test labels'),
    classes: z.array(z.string().min(1)).min(1).optional().describe('Names of the classes; numbers up to the highest label when absent'),
    name: z.string().min(1).default('idx').describe('Name of the data set'),
  })
  .refine(({ testImages, testLabels }) => (testImages === undefined) === (testLabels === undefined), 'testImages and testLabels go together');

async function load(files: FileSystem, choice: z.output<typeof options>): Promise<Dataset> {
  const { images, labels, testImages, testLabels, classes, name } = choice;
  const read = async (imagePath: string, labelPath: string): Promise<IdxSamples> =>
    idxSamples({ where: imagePath, bytes: await readFile(files, imagePath) }, { where: labelPath, bytes: await readFile(files, labelPath) });
  const train = await read(images, labels);
  const test = testImages === undefined || testLabels === undefined ? undefined : await read(testImages, testLabels);
  if (test !== undefined) sameShape(train, test, name);
  return buildDataset({ name, shape: train.shape, classes: classes ?? inferClasses(train.labels, name), train, test });
}

export const idxSource = defineDataset({
  id: 'idx',
  summary: 'images and labels in IDX files, plain or gzip',
  options,
  needs: { files: FILES },
  create: (choice, { files }) => ({ load: () => load(files, choice) }),
});
