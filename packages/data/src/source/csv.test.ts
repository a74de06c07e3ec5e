// Tables, and every cell, label and column that is refused.
import { gzipSync } from 'node:zlib';
import { memoryFiles, writeFileAtomic } from '@retort/files';
import { describe, expect, it } from 'vitest';
import { choose } from '../../test/choose.ts';
import { failure } from '../../test/failure.ts';

async function load(text: string | Uint8Array, options: object, test?: string) {
  const files = memoryFiles();
  await writeFileAtomic(files, '/t.csv', text);
  if (test !== undefined) await writeFileAtomic(files, '/test.csv', test);
  return (await choose('dataset', { id: 'csv', path: '/t.csv', ...(test === undefined ? {} : { test: '/test.csv' }), ...options }, files)).load();
}

const iris = 'length,width,species\n5.1,3.5,setosa\n7.0,3.2,versicolor\n4.9,3.0,setosa\n';

describe('csv', () => {
  it('reads a table whose label is named, with classes in order of their names', async () => {
    const { shape, classes, train } = await load(iris, { label: 'species' });
    expect(shape).toEqual([2]);
    expect(classes).toEqual(['setosa', 'versicolor']);
    expect(train.inputs).toEqual(Float32Array.of(5.1, 3.5, 7, 3.2, 4.9, 3));
    expect([...train.labels]).toEqual([0, 1, 0]);
  });

  it('reads a table without a header, its label by position, from the end too', async () => {
    for (const label of [0, -3]) {
      const { classes, train } = await load('2,0,16\n0,8,4\n1,0,0\n', { label, scale: 16, shape: [1, 2, 1] });
      expect(classes).toEqual(['0', '1', '2']);
      expect([...train.labels]).toEqual([2, 0, 1]);
      expect(train.inputs).toEqual(Float32Array.of(0, 1, 0.5, 0.25, 0, 0));
    }
  });

  it('skips a header that it is told of', async () => {
    expect((await load('a,y\n1,0\n2,1\n', { label: 1, header: true })).train.size).toBe(2);
  });

  it('reads quotes, other delimiters, blanks, empty lines and gzip alike', async () => {
    const { train, classes } = await load(Uint8Array.from(gzipSync('x;"the; label"\r\n 1 ;"a; b"\r\n\r\n2;c\r\n')), { label: 'the; label', delimiter: ';' });
    expect(classes).toEqual(['a; b', 'c']);
    expect([...train.inputs]).toEqual([1, 2]);
  });

  it('takes the classes as given, and numbers whatever their form', async () => {
    expect([...(await load(iris, { label: 'species', classes: ['versicolor', 'setosa'] })).train.labels]).toEqual([1, 0, 1]);
    expect([...(await load('1,0.0\n2,1.0\n', { label: 1 })).train.labels]).toEqual([0, 1]);
  });

  it('reads a test table with the classes of training', async () => {
    const { test } = await load(iris, { label: 'species' }, 'length,width,species\n6,3,versicolor\n');
    expect([...test!.labels]).toEqual([1]);
    expect([...test!.ids]).toEqual([3]);
  });
});

describe('csv refuses', () => {
  it.each([
    ['', 'nothing'],
    ['nan', '"nan"'],
    ['inf', '"inf"'],
    ['Infinity', '"Infinity"'],
    ['3,5', 'KD_E_DATA_CSV'],
  ])('the cell %j', async (cell, words) => {
    const message = await failure(() => load(`a,b,y\n1,2,0\n3,${cell},1\n`, { label: 'y' }));
    expect(message).toContain(words);
    if (cell !== '3,5') expect(message).toMatch(/^KD_E_DATA_NAN: \/t\.csv: sample 1, column "b"/);
  });

  it('a number that float32 cannot hold', async () => {
    expect(await failure(() => load('1e300,0\n1,1\n', { label: 1 }))).toMatch(/KD_E_DATA_NAN: sample 0, column 0/);
  });

  it.each([
    ['1.5', 'sample 1'],
    ['-1', 'sample 1'],
  ])('the label %s', async (label, words) => {
    expect(await failure(() => load(`1,0\n2,${label}\n`, { label: 1 }))).toMatch(
      new RegExp(`KD_E_DATA_LABEL: /t.csv: the label of ${words}.*Received ${label}`),
    );
  });

  it('a missing label', async () => {
    expect(await failure(() => load('1,0\n2,\n', { label: 1 }))).toMatch(/KD_E_DATA_LABEL: \/t\.csv: the label of sample 1.*Received nothing/);
    expect(await failure(() => load('1,a\n2,NaN\n', { label: 1 }))).toMatch(/KD_E_DATA_LABEL: \/t\.csv: the label of sample 1.*Received NaN/);
    expect(await failure(() => load('1,0\n2,\n', { label: 1, classes: ['0', '1'] }))).toMatch(/KD_E_DATA_LABEL.*sample 1.*Received nothing/);
  });

  it('a word that is no class, with the nearest one', async () => {
    expect(await failure(() => load(iris, { label: 'species' }, 'length,width,species\n6,3,versicolour\n'))).toMatch(
      /KD_E_DATA_LABEL: \/test\.csv.*did you mean "versicolor"/,
    );
  });

  it('a class of numbers that is never used', async () => {
    expect(await failure(() => load('1,0\n2,2\n3,2\n', { label: 1 }))).toMatch(/KD_E_DATA_CLASS_EMPTY.*"1"/);
  });

  it('a label column that is not there, with the nearest name', async () => {
    expect(await failure(() => load(iris, { label: 'specis' }))).toMatch(/KD_E_DATA_CSV: \/t\.csv: the column of the label.*did you mean "species"/);
    expect(await failure(() => load(iris, { label: '__proto__' }))).toContain('KD_E_DATA_CSV');
    expect(await failure(() => load('1,0\n', { label: 2 }))).toMatch(/KD_E_DATA_CSV.*from -2 to 1.*Received 2/);
  });

  it('a name without a header', async () => {
    expect(await failure(() => load(iris, { label: 'species', header: false }))).toMatch(/KD_E_OPTIONS_INVALID.*needs a header/);
  });

  it('rows of different lengths, an open quote, an empty table, one column, and text that is not UTF-8', async () => {
    expect(await failure(() => load('1,2,0\n1,1\n', { label: -1 }))).toMatch(/KD_E_DATA_CSV: \/t\.csv.*line 2/);
    expect(await failure(() => load('1,"2\n', { label: -1 }))).toContain('KD_E_DATA_CSV');
    expect(await failure(() => load('', { label: 0 }))).toContain('KD_E_DATA_CSV');
    expect(await failure(() => load('a,y\n', { label: 'y' }))).toMatch(/KD_E_DATA_CSV.*at least one row/);
    expect(await failure(() => load('1\n2\n', { label: 0 }))).toMatch(/KD_E_DATA_CSV.*at least one input/);
    expect(await failure(() => load(Uint8Array.of(0x31, 0x2c, 0xff, 0x0a), { label: 0 }))).toContain('KD_E_DATA_CSV');
  });

  it('a shape that the columns do not fill, and a test table of other columns', async () => {
    expect(await failure(() => load(iris, { label: 'species', shape: [3] }))).toContain('KD_E_DATA_SHAPE');
    expect(await failure(() => load(iris, { label: 'species' }, 'length,species\n6,setosa\n'))).toMatch(/KD_E_DATA_SHAPE: \/test\.csv.*2 inputs.*Received 1/);
  });
});
