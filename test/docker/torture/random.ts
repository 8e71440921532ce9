/** Random choices that can be made again: the same seed and round give the same ones, on any machine. */
import { createHash, randomInt } from "node:crypto";

export class Random {
  readonly #stream: string;
  #drawn = 0;

  constructor(seed: number, round: number) {
    this.#stream = `${String(seed)}/${String(round)}`;
  }

  /** From 0 up to 1, without 1. */
  fraction(): number {
    const hash = createHash("sha256").update(`${this.#stream}/${String(this.#drawn++)}`);
    return hash.digest().readUIntBE(0, 6) / 2 ** 48;
  }

  /** Both ends included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)] as T;
  }

  /** `count` different ones. */
  some<T>(choices: readonly T[], count: number): T[] {
    const left = [...choices];
    const chosen: T[] = [];
    while (chosen.length < count && left.length > 0) {
      chosen.push(...left.splice(this.integer(0, left.length - 1), 1));
    }
    return chosen;
  }
}

/** One that has not been tried: it is printed, so that it can be tried again. */
export function newSeed(): number {
  return randomInt(1, 1_000_000);
}
