// What a specification binds and refuses.
import { expect, test } from 'vitest';
import { sameShape, shape } from './shape.ts';
import { scalar, zeros } from './tf.ts';

test('binds sizes by name; numbers and repeated names must match; the rest may be open', () => {
  const x = zeros([2, 5, 5, 3]);
  expect(shape(x, 'B H W C', 'map')).toEqual({ B: 2, H: 5, W: 5, C: 3 });
  expect(shape(x, 'B N N 3', 'map')).toMatchObject({ B: 2, N: 5 });
  expect(shape(x, ' B  ... ', 'map')).toEqual({ B: 2 });
  expect(shape(x, '...', 'map')).toEqual({});
  const point = scalar(1);
  expect(shape(point, '', 'number')).toEqual({});
  x.dispose();
  point.dispose();
});

test('says what was expected and received', () => {
  const x = zeros([2, 5, 4, 3]);
  expect(() => shape(x, 'B C', 'student logits')).toThrow('the shape of the student logits. Expected [B, C]. Received [2, 5, 4, 3].');
  for (const spec of ['B H W 4', 'B N N C', 'B H W C D', 'B H W C D ...', '']) expect(() => shape(x, spec, 'map')).toThrow(/KD_E_TENSOR_SHAPE\]/);
  x.dispose();
});

test.each(['B ... C', 'B -1', 'B, C', '__proto__ C', 'constructor', 'é'])('refuses the specification %j', (spec) => {
  const x = zeros([2, 2]);
  expect(() => shape(x, spec, 'map')).toThrow(/KD_E_TENSOR_SHAPE_SPEC/);
  x.dispose();
});

test('sameShape', () => {
  const [a, b, c] = [zeros([2, 3]), zeros([2, 3]), zeros([2, 3, 1])];
  expect(sameShape(a, b, 'two')).toBeUndefined();
  expect(() => sameShape(a, c, 'student and teacher')).toThrow(/student and teacher.*\[2, 3\] twice.*\[2, 3, 1\].*KD_E_TENSOR_SHAPE/);
  for (const one of [a, b, c]) one.dispose();
});
