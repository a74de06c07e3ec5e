// Strategies that lead one student through several stages.
import { definePlugin } from '@retort/kernel';
import { easyToHard } from './easy-to-hard/easy-to-hard.ts';
import { stages } from './stages/stages.ts';

export { easyToHard, stages };

export const curriculumPlugin = definePlugin({ name: '@retort/plugin-curriculum', version: '0.1.0', kernel: '^0.1.0', contributions: [stages, easyToHard] });
