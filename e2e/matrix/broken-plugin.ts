// Knowledge with one mistake each, so that the matrix can be seen to find it.
import { definePlugin, defineResponseKnowledge, type Scalar, type Tensor } from '@retort/kernel';
import { createVariable, customGrad, detach, keep, mean, mul, neg, scalar, square, sub, zeros } from '@retort/tensor';

const distance = (student: Tensor, teacher: Tensor): Scalar => mean<Scalar>(square(sub(student, teacher)));

/** Does not listen to the student. */
const deaf = defineResponseKnowledge({ id: 'deaf', summary: 'no gradient', loss: ({ student, teacher }) => ({ deaf: distance(detach(student), teacher) }) });

/** Gives the gradient of the opposite. */
const turned = customGrad((x) => ({ value: (x as Tensor).clone(), gradFunc: (dy) => neg(dy as Tensor) }));
const uphill = defineResponseKnowledge({
  id: 'uphill',
  summary: 'a wrong sign',
  loss: ({ student, teacher }) => ({ uphill: distance(turned(student), teacher) }),
});

const endless = defineResponseKnowledge({
  id: 'endless',
  summary: 'not finite',
  loss: ({ student, teacher }) => ({ endless: mul(distance(student, teacher), scalar(Number.POSITIVE_INFINITY)) }),
});

/** A module that its loss does not use. */
const idle = defineResponseKnowledge({
  id: 'idle',
  summary: 'an unused variable',
  build: () => ({ variables: { unused: createVariable(zeros([2])) }, loss: ({ student, teacher }) => ({ idle: distance(student, teacher) }) }),
});

const hoarder = defineResponseKnowledge({
  id: 'hoarder',
  summary: 'keeps a tensor of every step',
  loss({ student, teacher }) {
    keep(square(teacher));
    return { hoarder: distance(student, teacher) };
  },
});

const slip = defineResponseKnowledge({
  id: 'slip',
  summary: 'a slip of the program',
  loss: ({ student, feeds }) => ({ slip: mul(mean<Scalar>(student), feeds.absent!.dataId as never) }),
});

export const brokenPlugin = definePlugin({
  name: 'broken',
  version: '0.1.0',
  kernel: '*',
  contributions: [deaf, uphill, endless, idle, hoarder, slip],
});
