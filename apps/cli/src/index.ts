// The public name of the command: its parser, for tools that check or complete commands. Loads nothing else.
export { createProgram } from './program.ts';
