// Times variants of one thing in turn, so that whatever else the machine does hits all of them alike.

/**
 * @param variants - by name: `prepare` (not timed), `run` (timed), and how often it runs in each round.
 * @returns by name: median wall and CPU milliseconds of one run, after `warmUp` rounds.
 */
export async function interleave(variants, { rounds, warmUp }) {
  const times = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const [name, { prepare, run, each = 1 }] of Object.entries(variants)) {
      await prepare?.();
      for (let i = 0; i < each; i++) {
        const [from, cpuFrom] = [performance.now(), process.cpuUsage()];
        await run();
        const { user, system } = process.cpuUsage(cpuFrom);
        if (round >= 0) times[name].push({ wall: performance.now() - from, cpu: (user + system) / 1000 });
      }
    }
  }
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  return Object.fromEntries(
    Object.entries(times).map(([name, runs]) => [name, { wall: median(runs.map(({ wall }) => wall)), cpu: median(runs.map(({ cpu }) => cpu)) }]),
  );
}
