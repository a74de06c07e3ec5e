// The form of a fixture file, and its validation. The tensors stay plain numbers here.
import { retortError } from '@retort/kernel';
import { z } from 'zod';

const size = z.number().int().positive();

const tensor = z
  .strictObject({ shape: z.array(size), data: z.array(z.number()) })
  .refine(({ shape, data }) => data.length === shape.reduce((product, axis) => product * axis, 1), 'the length of `data` is not the product of `shape`');

const tensors = z.record(z.string(), tensor);

const oneCase = z
  .looseObject({
    method: z.string().min(1),
    source: z.string(),
    options: z.record(z.string(), z.unknown()).default({}),
    student: z.array(tensor).min(1),
    teacher: z.array(tensor).min(1),
    labels: z.array(z.number().int().nonnegative()).optional(),
    parameters: tensors.default({}),
    parameterGradient: tensors.default({}),
    loss: z.number(),
    studentGradient: z.array(tensor),
    note: z.string().optional(),
  })
  .check(({ value, issues }) => {
    const complain = (path: (string | number)[], message: string) => issues.push({ code: 'custom', input: value, path, message });
    const batch = value.student[0]?.shape[0];
    for (const side of ['student', 'teacher'] as const) {
      value[side].forEach(({ shape }, index) => {
        if (shape.length < 2) complain([side, index], 'expected at least two axes, the batch first');
        if (shape[0] !== batch) complain([side, index], `expected a batch of ${batch}, received ${shape[0]}`);
      });
    }
    if (value.student.length !== value.teacher.length) complain(['teacher'], `expected as many taps as the student has (${value.student.length})`);
    if (value.studentGradient.length !== value.student.length) complain(['studentGradient'], 'expected one gradient for each student tensor');
    value.studentGradient.forEach(({ shape }, index) => {
      if (String(shape) !== String(value.student[index]?.shape)) complain(['studentGradient', index], 'expected the shape of the student tensor');
    });
    if (value.labels !== undefined && value.labels.length !== batch) complain(['labels'], `expected ${batch} labels`);
    for (const [name, { shape }] of Object.entries(value.parameterGradient)) {
      if (String(shape) !== String(value.parameters[name]?.shape)) complain(['parameterGradient', name], 'expected the shape of the parameter of this name');
    }
  });

const fixture = z.looseObject({
  tolerance: z.looseObject({ loss: z.number().positive(), gradient: z.number().positive() }),
  cases: z.array(oneCase).min(1),
});

export type Fixture = z.output<typeof fixture>;
export type FixtureCase = z.output<typeof oneCase>;
export type FixtureTensor = z.output<typeof tensor>;

/**
 * The fixture, with its defaults filled in. Numbers must be finite, lengths must equal the product of the shapes, and all
 * tensors of a case must share their first axis, the batch.
 *
 * @param value - the parsed JSON.
 * @throws KD_E_CONFORMANCE_FIXTURE naming the place: `cases[3].student[0].data`.
 */
export function parseFixture(value: unknown): Fixture {
  const result = fixture.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.slice(0, 5).map((issue) => `${pathOf(issue.path)}: ${issue.message}`);
  throw retortError('KD_E_CONFORMANCE_FIXTURE', { what: `the fixture is malformed at ${issues.join('; ')}` });
}

function pathOf(path: readonly PropertyKey[]): string {
  return (
    path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`), '') || '(all)'
  );
}
