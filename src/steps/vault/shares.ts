/**
 * The folder of the unseal shares, on the machine that deploys, outside the repository. All
 * files are 0600; they appear together or not at all, and none is ever overwritten or removed, save
 * the root token's once it is revoked.
 */
import {
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import path from "node:path";

/** What Vault tells once, when it is initialised. */
export interface Shares {
  /** In base64; encrypted for their holders where PGP keys were given. */
  keys: string[];
  rootToken: string;
}

const SHARE = /^share-\d+$/;

export class SharesFolder {
  readonly directory: string;
  readonly #kept: string;
  readonly #begun: string;
  readonly #root: string;

  constructor(directory: string) {
    this.directory = directory;
    this.#kept = path.join(directory, "shares");
    this.#begun = path.join(directory, "initialising");
    this.#root = path.join(directory, "root-token");
  }

  /** Before Vault is asked: without this mark nobody can say whether shares were lost. */
  begin(): void {
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    write(this.#begun, new Date().toISOString());
    sync(this.directory);
  }

  /** Whether an initialisation was begun whose shares never arrived. */
  get isBegun(): boolean {
    return existsSync(this.#begun);
  }

  keep({ keys, rootToken }: Shares): void {
    const pending = `${this.#kept}.new`;
    rmSync(pending, { recursive: true, force: true });
    mkdirSync(pending, { mode: 0o700 });
    write(this.#root, rootToken);
    keys.forEach((key, index) => {
      write(path.join(pending, `share-${String(index + 1)}`), `${key}\n`);
    });
    sync(pending);
    renameSync(pending, this.#kept);
    sync(this.directory);
    rmSync(this.#begun, { force: true });
  }

  /** The shares that still lie here; their holders may have taken them elsewhere. */
  keys(): string[] {
    if (!existsSync(this.#kept)) return [];
    const files = readdirSync(this.#kept).filter((name) => SHARE.test(name));
    return files.sort().map((name) => readFileSync(path.join(this.#kept, name), "utf8").trim());
  }

  get areKept(): boolean {
    return existsSync(this.#kept);
  }

  rootToken(): string | undefined {
    return existsSync(this.#root) ? readFileSync(this.#root, "utf8") : undefined;
  }

  keepRootToken(token: string): void {
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    write(this.#root, token);
    sync(this.directory);
  }

  forgetRootToken(): void {
    rmSync(this.#root, { force: true });
  }

  /** Moves the shares of a former Vault aside, in case its data is still somewhere. */
  putAside(): string | undefined {
    if (!this.areKept) return undefined;
    const found = [this.#kept, this.#root, this.#begun].filter((one) => existsSync(one));
    const aside = path.join(
      this.directory,
      `before-${new Date().toISOString().replace(/\W/g, "")}`,
    );
    mkdirSync(aside, { mode: 0o700 });
    for (const one of found) renameSync(one, path.join(aside, path.basename(one)));
    return aside;
  }
}

/** On the disk when it returns, whole or not at all. */
function write(file: string, content: string): void {
  const pending = `${file}.new`;
  rmSync(pending, { force: true });
  const descriptor = openSync(pending, "wx", 0o600);
  writeSync(descriptor, content);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(pending, file);
}

function sync(directory: string): void {
  const descriptor = openSync(directory, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}
