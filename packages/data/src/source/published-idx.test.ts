// MNIST and Fashion-MNIST from a folder, a cache and a network that the test plays.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type FileSystem, joinPath, memoryFiles, writeFileAtomic } from '@retort/files';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { choose } from '../../test/choose.ts';
import { failure } from '../../test/failure.ts';
import { idxBytes } from '../../test/idx-bytes.ts';
import { IDX_FILES } from './published-idx.ts';

const tenLabels = Array.from({ length: 10 }, (_, index) => index);
const plain = {
  trainImages: idxBytes([10, 1, 1], tenLabels),
  trainLabels: idxBytes([10], tenLabels),
  testImages: idxBytes([2, 1, 1], [7, 8]),
  testLabels: idxBytes([2], [7, 8]),
};
type Part = keyof typeof plain;
const parts = Object.keys(plain) as Part[];
const packed = Object.fromEntries(parts.map((part) => [part, Uint8Array.from(gzipSync(plain[part]))])) as Record<Part, Uint8Array<ArrayBuffer>>;
const sha256 = Object.fromEntries(parts.map((part) => [part, createHash('sha256').update(packed[part]).digest('hex')])) as Record<Part, string>;

let files: FileSystem;
let asked: string[];
let serve: (name: string) => Response;

beforeEach(() => {
  files = memoryFiles();
  asked = [];
  serve = (name) => {
    const part = parts.find((candidate) => `${IDX_FILES[candidate]}.gz` === name);
    return part === undefined ? new Response('', { status: 404 }) : new Response(packed[part]);
  };
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address);
    return serve(address.slice(address.lastIndexOf('/') + 1));
  });
});
afterEach(() => vi.unstubAllGlobals());

const load = async (options: object = {}, id = 'mnist') => (await choose('dataset', { id, ...options }, files)).load();
const mirror = { cache: '/cache/mnist', url: 'https://mirror.test/mnist', sha256 };

describe.each(['mnist', 'fashion-mnist'])('%s from a folder', (id) => {
  it.each([
    ['gzip', packed, '.gz'],
    ['plain', plain, ''],
  ] as const)('reads %s files and asks the network for nothing', async (_, content, ending) => {
    for (const part of parts) await writeFileAtomic(files, `/d/${IDX_FILES[part]}${ending}`, content[part]);
    const dataset = await load({ dir: '/d' }, id);
    expect(dataset).toMatchObject({ name: id, shape: [1, 1, 1], train: { size: 10 }, test: { size: 2 } });
    expect(dataset.classes).toHaveLength(10);
    expect(dataset.attribution).toBeDefined();
    expect(asked).toEqual([]);
  });

  it('names the file that is missing, and never falls back to a download', async () => {
    expect(await failure(() => load({ dir: '/d' }, id))).toMatch(/KD_E_FILES_MISSING.*train-images-idx3-ubyte\.gz or train-images-idx3-ubyte/);
    expect(asked).toEqual([]);
  });
});

describe('mnist from the network', () => {
  it('downloads the four files once, keeps them, and then works offline', async () => {
    const first = await load(mirror);
    expect(asked).toEqual(parts.map((part) => `https://mirror.test/mnist/${IDX_FILES[part]}.gz`));
    expect(await files.list('/cache/mnist')).toEqual(parts.map((part) => `${IDX_FILES[part]}.gz`).sort());
    const again = await load({ ...mirror, offline: true });
    expect(again.digest).toBe(first.digest);
    expect(asked).toHaveLength(4);
  });

  it('asks the published address for the published files and refuses others', async () => {
    expect(await failure(() => load({ cache: '/c' }))).toMatch(/KD_E_DATA_CHECKSUM.*Expected 440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609/);
    expect(asked).toEqual(['https://ossci-datasets.s3.amazonaws.com/mnist/train-images-idx3-ubyte.gz']);
    expect(await files.stat('/c')).toBeUndefined();
  });

  it('keeps nothing of a file whose checksum is wrong', async () => {
    const wrong = { ...sha256, trainLabels: '0'.repeat(64) };
    expect(await failure(() => load({ ...mirror, sha256: wrong }))).toMatch(/^KD_E_DATA_CHECKSUM: https:\/\/mirror\.test\/mnist\/train-labels/);
    expect(await files.list('/cache/mnist')).toEqual([`${IDX_FILES.trainImages}.gz`]);
  });

  it('refuses a file of the cache that was changed, and does not replace it', async () => {
    await load(mirror);
    const path = joinPath('/cache/mnist', `${IDX_FILES.testLabels}.gz`);
    await writeFileAtomic(files, path, packed.testImages);
    expect(await failure(() => load(mirror))).toMatch(/^KD_E_DATA_CHECKSUM: \/cache\/mnist\/t10k-labels/);
    expect(await files.readFile(path)).toEqual(packed.testImages);
  });

  it('downloads nothing when offline', async () => {
    expect(await failure(() => load({ ...mirror, offline: true }))).toMatch(/KD_E_DATA_OFFLINE.*\/cache\/mnist\/train-images/);
    expect(asked).toEqual([]);
  });

  it('says what the server answered', async () => {
    serve = () => new Response('', { status: 403 });
    expect(await failure(() => load(mirror))).toMatch(/KD_E_DATA_DOWNLOAD: https:\/\/mirror\.test.*Received status 403/);
  });

  it('says why the network failed, also half way', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('no route to host');
    });
    expect(await failure(() => load(mirror))).toMatch(/KD_E_DATA_DOWNLOAD.*no route to host/);
    let sent = 0;
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent === 1) controller.enqueue(packed.trainImages.subarray(0, 4));
        else controller.error(new Error('connection reset'));
      },
    });
    vi.stubGlobal('fetch', async () => new Response(broken));
    expect(await failure(() => load(mirror))).toMatch(/KD_E_DATA_DOWNLOAD.*connection reset/);
    expect(await files.stat('/cache')).toBeUndefined();
  });

  it('refuses an address that is not http and a checksum that is none', async () => {
    expect(await failure(() => load({ url: 'file:///etc/' }))).toContain('KD_E_OPTIONS_INVALID');
    expect(await failure(() => load({ sha256: { ...sha256, trainImages: 'abc' } }))).toContain('KD_E_OPTIONS_INVALID');
  });
});

describe('test images of another size', () => {
  it('are refused', async () => {
    for (const part of parts) await writeFileAtomic(files, `/d/${IDX_FILES[part]}`, plain[part]);
    await writeFileAtomic(files, `/d/${IDX_FILES.testImages}`, idxBytes([2, 2, 1], [1, 2, 3, 4]));
    expect(await failure(() => load({ dir: '/d' }))).toMatch(/KD_E_DATA_SHAPE: the test images of mnist/);
  });
});
