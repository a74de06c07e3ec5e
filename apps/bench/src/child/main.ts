// Entry of a child process: questions come on standard input, answers go to standard output, lines for people to standard error.
import { serve } from './serve.ts';

// What libraries print must not stand between the answers.
console.log = console.error;
console.info = console.error;

// A terminal interrupts all its processes. The parent ends, and with it the questions: then there is time to remove files.
process.on('SIGINT', () => undefined);

await serve(process.stdin, process.stdout, (line) => process.stderr.write(`${line}\n`));
// Nothing is left to do; a thread of an engine must not hold the process.
process.exit();
