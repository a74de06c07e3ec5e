// What the table of methods is made of: data, models, training. Whatever is here is part of a result's identity.

/** `quick` proves that everything works; its numbers mean nothing. */
export function configurationOf(quick) {
  return {
    fraction: quick ? 0.02 : 0.1,
    teacherFraction: quick ? 0.02 : 1,
    testSamples: quick ? 500 : 10_000,
    seeds: quick ? [1] : [1, 2, 3],
    student: { id: 'convnet', widths: [3, 6, 12] },
    teacher: { id: 'convnet', widths: [6, 12, 24] },
    training: training(quick ? 1 : 4),
    teacherTraining: training(1),
    rounds: quick ? 4 : 16,
  };
}

function training(epochs) {
  return {
    epochs,
    batch: 32,
    lastBatch: 'keep',
    optimizer: { id: 'adam', rate: { id: 'one-cycle', peak: 0.03 } },
    callbacks: [],
    evaluateEvery: epochs,
    checkpointEvery: 0,
    logEvery: 20,
    augment: [],
  };
}
