/** What holds for the backup of every product: content comes back, and what is damaged or lost is seen. */
import { expect } from "@jest/globals";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Backup, BackupContext } from "../../src/software/backup.ts";
import { backupOf } from "../../src/software/backups.ts";
import { softwareOf } from "../../src/software/index.ts";
import type { RowContainer } from "./row-container.ts";
import type { Said } from "./row-container.ts";

export interface Trial {
  /** Makes known content; a script for the container. */
  put: string;
  /** Takes a part of it away. */
  lose: string;
  /** Holds of the restored content besides its facts: a script and what it prints. */
  holds?: [script: string, answer: string];
  /** Makes the empty service one that is in use before it is restored. */
  occupy?: string;
  /** Whatever the service wants after a start with what was restored. */
  reopen?: () => Promise<unknown>;
}

export class BackupTrial {
  readonly row: RowContainer;
  readonly archive = path.join(mkdtempSync(path.join(os.tmpdir(), "bev-backup-")), "archive.tar");
  readonly #backup: Backup;
  readonly #context: BackupContext;
  /** Of Vault, for `save` and `facts`. */
  token: string | undefined;

  constructor(row: RowContainer) {
    const backup = backupOf(row.service, softwareOf(row.service));
    if (!backup) throw new Error(`${row.service.name}: its product has no backup`);
    this.row = row;
    this.#backup = backup;
    this.#context = { service: row.service };
  }

  /** From nothing to facts after a restore that are equal to those before. */
  async run(trial: Trial): Promise<void> {
    await this.row.startEmpty();
    await this.continue(trial);
  }

  /** The same with a service that runs. */
  async continue({ put, lose, holds, occupy, reopen }: Trial): Promise<void> {
    await this.row.answer(put);
    const before = await this.facts();
    expect(before.split("\n").length).toBeGreaterThan(1);
    expect(before.split("\n")).toEqual(before.split("\n").toSorted());
    const saving = Date.now();
    await this.save();
    const saved = secondsSince(saving);
    await this.row.prepare();
    if (this.#backup.into === "service") await this.row.start();
    if (occupy) await this.row.answer(occupy);
    await this.refusesDamaged();
    const restoring = Date.now();
    expect(await this.restore(this.archive)).toMatchObject({ code: 0, stderr: "" });
    if (this.#backup.into === "volume") await this.row.start();
    const restored = secondsSince(restoring);
    await reopen?.();
    expect(await this.facts()).toBe(before);
    if (holds) expect(await this.row.answer(holds[0])).toBe(holds[1]);
    await this.row.answer(lose);
    expect(await this.facts()).not.toBe(before);
    const size = `${(statSync(this.archive).size / 1e6).toFixed(2)} MB`;
    process.stdout.write(
      `${this.row.service.name}: archive of ${size}, saved in ${saved} s, restored and live in ${restored} s\n`,
    );
  }

  facts(): Promise<string> {
    return this.row.answer(this.#backup.facts(this.#context), this.#input());
  }

  async save(): Promise<void> {
    if (this.#backup.stopped) await this.row.stop();
    const script = this.#backup.save(this.#context);
    const run = this.#backup.stopped
      ? this.row.once(script, undefined, this.archive)
      : this.row.script(script, this.#input(), this.archive);
    expect(await run).toMatchObject({ code: 0, stderr: "" });
  }

  #input(): string | undefined {
    if (this.token === undefined) return undefined;
    const file = `${this.archive}.token`;
    writeFileSync(file, `${this.token}\n`, { mode: 0o600 });
    return file;
  }

  restore(file: string): Promise<Said> {
    const script = this.#backup.restore(this.#context);
    return this.#backup.into === "volume"
      ? this.row.once(script, file)
      : this.row.script(script, file);
  }

  async refusesDamaged(): Promise<void> {
    const whole = readFileSync(this.archive);
    const flipped = Buffer.from(whole);
    // Between files are zeros, which are nobody's.
    const middle = flipped.findIndex((byte, at) => at >= flipped.length / 4 && byte !== 0);
    flipped[middle] = (flipped[middle] ?? 0) ^ 1;
    const damaged = { flipped, cut: whole.subarray(0, middle), empty: Buffer.alloc(0) };
    for (const [kind, content] of Object.entries(damaged)) {
      writeFileSync(`${this.archive}.${kind}`, content);
      const { code, stderr } = await this.restore(`${this.archive}.${kind}`);
      expect(`${kind}: ${String(code)} ${stderr}`).toMatch(
        new RegExp(`^${kind}: [1-9][^]*archive: must .*; take another one`),
      );
    }
  }
}

function secondsSince(begin: number): string {
  return ((Date.now() - begin) / 1000).toFixed(1);
}
