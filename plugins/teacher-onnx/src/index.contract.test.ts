// The contract of plugins, for this package.
import { pluginContract } from '@retort/testing';
import { describe, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { teacherOnnxPlugin } from './index.ts';

pluginContract(teacherOnnxPlugin, { describe, test, package: manifest, brings: { teacher: ['onnx'] } });
