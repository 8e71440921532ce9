/** A machine as the set-up finds it: an empty cache, no way to download, and a Go of the test's. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { run } from "../../../toolchain/run.mjs";
import { root } from "../../kit/engine.ts";

const bootstrap = path.join(root, "toolchain", "bootstrap.mjs");
const realCli = path.join(
  process.env["PULUMI_HOME"] ?? "",
  ...["versions", process.env["BEV_PULUMI_VERSION"] ?? "", "bin", "pulumi"],
);

interface Options {
  environment?: Record<string, string>;
  onLine?: (line: string) => void;
}

export class Machine {
  readonly #directory = mkdtempSync(path.join(os.tmpdir(), "bev-machine-"));
  readonly #programs = path.join(this.#directory, "programs");
  readonly cache = path.join(this.#directory, "cache", "bev");

  constructor() {
    mkdirSync(this.#programs);
    mkdirSync(this.cache, { recursive: true });
  }

  /** Puts a Go on the PATH that answers `go env`, and builds as the shell commands say. */
  installGo({ version = "go1.26.1", build = `cp ${realCli} "$out"` } = {}): void {
    const script = `#!/bin/sh
      echo "$1" >> ${this.#directory}/go.log
      case "$1" in
        env) ${version.startsWith("go1") ? `echo ${version}` : version} ;;
        list) printf 'one\\ntwo\\n' ;;
        build)
          while [ "$1" != -o ]; do shift; done
          out=$2
          ${build} ;;
      esac`;
    writeFileSync(path.join(this.#programs, "go"), script);
    chmodSync(path.join(this.#programs, "go"), 0o755);
  }

  /** The first words of the go commands that ran. */
  goCommands(): string[] {
    const log = path.join(this.#directory, "go.log");
    return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  }

  /** Runs the set-up with this machine's cache and programs. */
  bootstrap(
    args: readonly string[],
    { environment, onLine = () => undefined }: Options = {},
  ): Promise<{ code: number; output: string }> {
    const systemPath = existsSync(path.join(this.#programs, "go")) ? "/usr/bin:/bin" : "";
    return run(process.execPath, [bootstrap, ...args], {
      onLine,
      env: {
        ...process.env,
        XDG_CACHE_HOME: path.dirname(this.cache),
        PATH: `${this.#programs}:${systemPath}`,
        // Node's own switch: every download goes to a proxy that is not there.
        NODE_USE_ENV_PROXY: "1",
        HTTPS_PROXY: "http://127.0.0.1:9",
        https_proxy: "http://127.0.0.1:9",
        NO_PROXY: "",
        no_proxy: "",
        ...environment,
      },
    });
  }

  /** Runs the set-up and nothing else, which must succeed; answers the lines that it told. */
  async setUp(options: Options = {}): Promise<string[]> {
    const { code, output } = await this.bootstrap(["toolchain"], options);
    if (code !== 0) throw new Error(`exit code ${String(code)}\n${output}`);
    return output === "" ? [] : output.replace(/\(\d+ s\)/g, "(n s)").split("\n");
  }

  /** The names in the cache, hashes left out. */
  cached(): string[] {
    return readdirSync(this.cache)
      .map((name) => name.replace(/[0-9a-f]{12}/, "<hash>"))
      .sort();
  }

  /** The only home in the cache. */
  home(): string {
    const [name = "none"] = readdirSync(this.cache).filter((one) => one.startsWith("pulumi-home-"));
    return path.join(this.cache, name);
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
