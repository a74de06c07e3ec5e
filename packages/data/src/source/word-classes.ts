// Labels written as words: which classes there are, and which class each word is.
import { expectedName, retortError } from '@retort/kernel';
import { inferClasses } from '../dataset/infer-classes.ts';

/**
 * Numbers up to the highest where every word is a number; else the distinct words, sorted by their code points.
 * Throws `KD_E_DATA_LABEL` for a label that is missing (or `nan`) and for a number that is no class index, naming sample and value.
 */
export function classesOf(words: readonly string[], where: string): readonly string[] {
  const missing = words.findIndex((word) => /^(nan)?$/i.test(word));
  if (missing >= 0)
    throw retortError('KD_E_DATA_LABEL', { what: `the label of sample ${missing}`, where, expected: 'a class', received: words[missing] || 'nothing' });
  const numbers = words.map(Number);
  if (numbers.some(Number.isNaN)) return [...new Set(words)].sort();
  const wrong = numbers.findIndex((number) => !Number.isInteger(number) || number < 0);
  if (wrong >= 0) {
    const expected = 'a whole number from 0';
    throw retortError('KD_E_DATA_LABEL', { what: `the label of sample ${wrong}`, where, expected, received: words[wrong]! });
  }
  return inferClasses(numbers, where);
}

/** Class indices. A word may also be the number of its class, `7` or `7.0`, where the classes are numbers. Throws `KD_E_DATA_LABEL`. */
export function labelsOf(words: readonly string[], classes: readonly string[], where: string): Int32Array {
  const index = new Map(classes.map((name, position) => [name, position]));
  return Int32Array.from(words, (word, sample) => {
    const found = index.get(word) ?? index.get(word === '' ? word : String(Number(word)));
    if (found !== undefined) return found;
    const expected = word === '' ? 'a class' : expectedName(word, classes);
    throw retortError('KD_E_DATA_LABEL', { what: `the label of sample ${sample}`, where, expected, received: word === '' ? 'nothing' : JSON.stringify(word) });
  });
}
