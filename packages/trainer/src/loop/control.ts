// What callbacks asked for, collected between steps. Plain data except for the remembered weights.
import { checkId, type RunControl } from '@retort/kernel';
import type { Memory } from './memory.ts';

export interface ControlState {
  readonly rateScale: number;
  readonly stopped: string | null;
}

const NONE: readonly string[] = [];

export class Control implements RunControl {
  #rateScale = 1;
  #stopped: string | null = null;
  #checkpoint = false;
  readonly #saves = new Set<string>();
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  get rateScale(): number {
    return this.#rateScale;
  }

  get stopped(): string | null {
    return this.#stopped;
  }

  stop(reason: string): void {
    this.#stopped ??= reason;
  }

  scaleRate(factor: number): void {
    this.#rateScale *= factor;
  }

  remember(name: string): void {
    this.#memory.remember(name);
  }

  recall(name: string): void {
    this.#memory.recall(name);
  }

  save(name: string): void {
    this.#saves.add(checkId(name, 'name of a saved model'));
  }

  checkpoint(): void {
    this.#checkpoint = true;
  }

  /** Whether a checkpoint was asked for since the last call. */
  takeCheckpoint(): boolean {
    const asked = this.#checkpoint;
    this.#checkpoint = false;
    return asked;
  }

  /** Names under which models are to be saved, since the last call. */
  takeSaves(): readonly string[] {
    if (this.#saves.size === 0) return NONE;
    const names = [...this.#saves];
    this.#saves.clear();
    return names;
  }

  state(): ControlState {
    return { rateScale: this.#rateScale, stopped: this.#stopped };
  }

  restore({ rateScale, stopped }: ControlState): void {
    this.#rateScale = rateScale;
    this.#stopped = stopped;
  }
}
