// Before each file: the backend that a fresh process has. Files share a process, and what ran before may have left another one current.
import { setBackend } from '@retort/tensor';

await setBackend('cpu');
