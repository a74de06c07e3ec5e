// The connector that two shapes call for: what a feature term has that names none. It is another one, built with its defaults, so a
// recipe that names that one gives the same numbers.
import { type BuiltConnector, type ConnectorBuild, type Contribution, checkOptions, defineConnector } from '@retort/kernel';
import { mean } from '@retort/tensor';
import { areTokens, isSameShape, isSpatiallyLarger, isTwice } from './advise.ts';
import { conv1x1 } from './conv1x1.ts';
import { fitnetRegressor } from './fitnet-regressor.ts';
import { identity } from './identity.ts';
import { linear } from './linear.ts';
import { pooling } from './pooling.ts';
import { refuse } from './refuse.ts';
import { transformerProjection } from './transformer-projection.ts';

/**
 * - Equal shapes: `identity`.
 * - A vector, to anything: `linear`.
 * - A map, to a smaller one or one of its size: `pooling` where the channels are equal, else `conv1x1`, which pools first.
 * - A map, to one twice as high and wide: `fitnet-regressor`, without ReLU, as the teacher's map may have negative values.
 * - A map, to a vector: `pooling` where the channels are equal, else the mean over the map and `linear`.
 * - Tokens on either side: `transformer-projection`.
 *
 * Any other map that is larger than the student's is refused, as nothing else enlarges (KD_E_CONNECTOR_SHAPES).
 * Shape, variables and state are those of the one that was chosen; `chosen` says which.
 */
export const auto = defineConnector({
  id: 'auto',
  summary: 'the connector that the shapes call for',
  create: () => ({ build: choose }),
});

function choose(build: ConnectorBuild): BuiltConnector {
  const { student, teacher } = build;
  if (isSameShape(student, teacher)) return made(identity, build);
  if (student.length === 1) return made(linear, build);
  if (areTokens(student, teacher)) return made(transformerProjection, build);
  if (student.length !== 3) throw refuse('auto', build, 'a vector, tokens or a map of the student');
  if (teacher.length === 1) return student[2] === teacher[0] ? made(pooling, build) : pooledLinear(build);
  if (teacher.length !== 3) throw refuse('auto', build, 'a vector, tokens or a map of the teacher');
  if (isTwice(teacher, student)) return made(fitnetRegressor, build, { relu: false });
  if (isSpatiallyLarger(teacher, student)) throw refuse('auto', build, "a student map at least as large as the teacher's, or half as large");
  return made(student[2] === teacher[2] ? pooling : conv1x1, build);
}

function made(connector: Contribution<'connector'>, build: ConnectorBuild, options = {}): BuiltConnector {
  return { ...connector.create(checkOptions(connector.options, options, connector.id), {}).build(build), chosen: connector.id };
}

function pooledLinear(build: ConnectorBuild): BuiltConnector {
  const built = made(linear, { ...build, student: build.student.slice(2) });
  return { ...built, chosen: 'pooling, linear', apply: (x, options) => built.apply(mean(x, [1, 2]), options) };
}
