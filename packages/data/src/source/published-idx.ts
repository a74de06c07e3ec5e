// A published data set of four IDX files: from a folder of the user's, from the cache, or from the network. `mnist` and
// `fashion-mnist` are two of them.
import { FILES, type FileSystem, joinPath } from '@retort/files';
import { type Contribution, type Dataset, defineDataset, retortError } from '@retort/kernel';
import { z } from 'zod';
import { buildDataset } from '../dataset/build-dataset.ts';
import { gunzip } from '../format/gunzip.ts';
import { readFile } from '../format/read-file.ts';
import { fetchFile } from './fetch-file.ts';
import { idxSamples, type NamedBytes, sameShape } from './idx-samples.ts';

/** The four files, by part, without `.gz`. */
export const IDX_FILES = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;

type FilePart = keyof typeof IDX_FILES;

export interface PublishedIdx {
  readonly id: string;
  readonly summary: string;
  readonly classes: readonly string[];
  readonly attribution: string;
  /** Address of the folder that holds the files, gzip. */
  readonly url: string;
  /** SHA-256 of each gzip file as published. */
  readonly sha256: Readonly<Record<FilePart, string>>;
}

const checksum = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in lower-case hexadecimal');

const optionsFor = ({ id, url }: PublishedIdx) =>
  z.strictObject({
    dir: z.string().min(1).optional().describe('Folder of files of your own, plain or .gz; nothing is downloaded then, and no checksum is asked for'),
    cache: z.string().min(1).default(`.retort/data/${id}`).describe('Folder in which downloaded files are kept'),
    url: z
      .url({ protocol: /^https?$/ })
      .default(url)
      .describe('Address of the folder to download from'),
    offline: z.boolean().default(false).describe('Never download: an error where a file is not in the cache'),
    sha256: z
      .strictObject({ trainImages: checksum, trainLabels: checksum, testImages: checksum, testLabels: checksum })
      .optional()
      .describe('SHA-256 of the four .gz files, where `url` holds others than the published ones'),
  });

type Options = z.output<ReturnType<typeof optionsFor>>;

/** Makes the contribution. */
export function publishedIdx(published: PublishedIdx): Contribution<'dataset'> {
  return defineDataset({
    id: published.id,
    summary: published.summary,
    options: optionsFor(published),
    needs: { files: FILES },
    create: (options, { files }) => ({ load: () => load(files, published, options) }),
  });
}

async function load(files: FileSystem, published: PublishedIdx, options: Options): Promise<Dataset> {
  const read = (part: FilePart): Promise<NamedBytes> =>
    options.dir === undefined ? fromCache(files, published, options, part) : fromFolder(files, options.dir, IDX_FILES[part]);
  const train = idxSamples(await read('trainImages'), await read('trainLabels'));
  const test = idxSamples(await read('testImages'), await read('testLabels'));
  sameShape(train, test, published.id);
  return buildDataset({ name: published.id, shape: train.shape, classes: published.classes, train, test, attribution: published.attribution });
}

async function fromFolder(files: FileSystem, dir: string, name: string): Promise<NamedBytes> {
  for (const path of [joinPath(dir, `${name}.gz`), joinPath(dir, name)]) {
    if ((await files.stat(path)) !== undefined) return { where: path, bytes: await readFile(files, path) };
  }
  throw retortError('KD_E_FILES_MISSING', { what: `the folder "${dir}"`, expected: `${name}.gz or ${name}`, received: 'neither' });
}

async function fromCache(files: FileSystem, published: PublishedIdx, options: Options, part: FilePart): Promise<NamedBytes> {
  const name = `${IDX_FILES[part]}.gz`;
  const sums = options.sha256 ?? published.sha256;
  const url = options.url.endsWith('/') ? options.url : `${options.url}/`;
  const packed = await fetchFile(files, { name, sha256: sums[part] }, { cache: options.cache, url, offline: options.offline });
  return { where: name, bytes: await gunzip(packed, name) };
}
