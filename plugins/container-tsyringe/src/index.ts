// The public name of the tsyringe container.
export { createTsyringeContainer } from './tsyringe-container.ts';
