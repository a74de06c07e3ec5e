import { expect, it } from 'vitest';
import { makeStudent, normals, release, snapshot, values } from '../../test/support.ts';

it('runs', async () => {
  const s = await makeStudent({ id: 'transformer', width: 8, depth: 2, heads: 2, patch: 4 });
  const x = normals([1, 8, 8, 1]);
  const t = s.forward(x, { training: false, taps: ['stem', 'block1', 'block2', 'features'] });
  console.log(
    s.taps,
    Object.entries(await snapshot(s)).map(([k, v]) => `${k} ${v.length} ${v[0]}`),
    await values(t.logits),
  );
});
