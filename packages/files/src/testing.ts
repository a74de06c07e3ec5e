// For tests of whatever saves: a failing file system, a disk that loses power, and loops over every call.
export { type CrashDisk, crashDisk, type Fate, fates } from './testing/crash-disk.ts';
export { type FaultCase, type FaultOutcome, forEveryCrash, forEveryFault } from './testing/every-fault.ts';
export { type FaultyFiles, type FaultyOptions, faultyFiles, Killed } from './testing/faulty-files.ts';
