// A teacher that is asked once for each sample: what it said is kept on disk.
import { FILES } from '@retort/files';
import { defineTeacher, MAKER, OUTPUT, wrapSource } from '@retort/kernel';
import { Room } from '../store/room.ts';
import { CachedOptions } from './cached-options.ts';
import { cachedTeacher } from './cached-teacher.ts';

/**
 * The teacher inside, with its logits and taps kept as it gave them, raw and before any temperature. An answer is kept for a teacher (its
 * digest), a tap, a sample with its inputs and their view, a dtype and an engine; nothing else is taken for it. Around a committee every
 * member has a cache.
 *
 * @throws KD_E_CACHE_TEACHER when the teacher is made, for one without a digest; KD_E_CACHE_VIEWS and KD_E_CACHE_SIZE when a stage is
 * planned, for what cannot be kept; KD_E_CACHE_MISS where `frozen`; KD_E_CACHE_RANGE for numbers that float16 does not have
 */
export const cached = defineTeacher({
  id: 'cached',
  summary: 'the answers of the teacher inside, kept on disk',
  options: CachedOptions,
  needs: { maker: MAKER, files: FILES, output: OUTPUT },
  create({ teacher, ...options }, { maker, files, output }) {
    const room = new Room(files, options.dir, options);
    return wrapSource(maker, teacher, (inside) => cachedTeacher(inside, options, { files, output, room }));
  },
});
