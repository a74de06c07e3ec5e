// A model that answers and never learns.
import { retortError, type Student, type Teacher } from '@retort/kernel';
import { engine } from '@tensorflow/tfjs-core';
import { isLayersStudent } from '../adopt/layers-student.ts';
import { digestModel } from './digest-model.ts';

/**
 * Makes a teacher of a student and owns it. Inference only: dropout off, batch norm by its moving statistics, no variable changes.
 * `observe` must be called outside every tape, so that nothing can differentiate the teacher; the trace is the caller's. It has a digest
 * where the student is a layers model: that of its weights as they are when it is asked for.
 *
 * @throws KD_E_TEACHER_TAPE from `observe` inside a differentiated function.
 */
export function modelTeacher(student: Student): Teacher {
  const observe: Teacher['observe'] = (batch, taps) => {
    if (engine().isTapeOn()) throw retortError('KD_E_TEACHER_TAPE', { what: 'observe()' });
    return student.forward(batch.inputs, { training: false, taps });
  };
  return {
    taps: student.taps,
    ...(student.layers === undefined ? {} : { layers: student.layers }),
    classes: student.classes,
    shapeOf: (tap) => student.shapeOf(tap),
    ...(isLayersStudent(student) ? { digest: () => digestModel(student) } : {}),
    observe,
    traceable: observe,
    dispose: () => student.dispose(),
  };
}
