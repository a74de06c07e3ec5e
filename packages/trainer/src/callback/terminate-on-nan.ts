// Ends the stage in good order when the loss is no longer a number; without it the run fails with KD_E_TRAIN_NAN.
import { defineCallback } from '@retort/kernel';

export const terminateOnNan = defineCallback({
  id: 'terminate-on-nan',
  summary: 'Ends the stage when the loss is not finite, instead of failing the run',
  create: () => ({
    onStepEnd({ loss, step }, control) {
      if (!Number.isFinite(loss)) control.stop(`loss ${loss} at step ${step}`);
    },
  }),
});
