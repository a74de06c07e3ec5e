// The one way a connector refuses two shapes.
import { type ConnectorBuild, type RetortError, retortError } from '@retort/kernel';
import { advise, shapeText } from './advise.ts';

export function refuse(id: string, { student, teacher }: ConnectorBuild, expected: string, action = advise(student, teacher)): RetortError {
  return retortError('KD_E_CONNECTOR_SHAPES', {
    what: `the connector "${id}"`,
    expected,
    received: `student ${shapeText(student)}, teacher ${shapeText(teacher)}`,
    action,
  });
}
