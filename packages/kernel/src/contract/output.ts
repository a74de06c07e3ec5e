// Where a part of a run says something to people.
import { type Token, token } from '../container/token.ts';

/** Takes one line of text, without its end. */
export const OUTPUT: Token<(line: string) => void> = token('output');
