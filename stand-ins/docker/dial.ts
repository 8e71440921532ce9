/** Docker over the system's ssh: one `docker system dial-stdio` for each HTTP connection. */
import { spawn } from "node:child_process";
import http from "node:http";
import { Duplex } from "node:stream";
import type { ChildProcessWithoutNullStreams } from "node:child_process";

// sshd allows ten sessions a connection by default; two of them stay free for other tools.
const MAX_CONNECTIONS = 8;

export function sshAgent(url: URL, sshOpts: string[], program = "ssh"): http.Agent {
  const agent = new http.Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  agent.createConnection = () => new SshConnection(spawn(program, sshArguments(url, sshOpts)));
  return agent;
}

/** As Docker's own client calls ssh: with a limit to connecting, and without a terminal. */
export function sshArguments(url: URL, sshOpts: string[]): string[] {
  const limited = sshOpts.join("").includes("ConnectTimeout");
  return [
    ...sshOpts,
    ...(limited ? [] : ["-o", "ConnectTimeout=30"]),
    ...(sshOpts.includes("-T") ? [] : ["-T"]),
    ...(url.username ? ["-l", decodeURIComponent(url.username)] : []),
    ...(url.port ? ["-p", url.port] : []),
    "--",
    url.hostname.replace(/^\[(.*)\]$/, "$1"),
    "docker system dial-stdio",
  ];
}

function reason(complaint: string, code: number): string {
  if (!complaint) return `ssh: exit code ${String(code)}`;
  return complaint.startsWith("ssh") ? complaint : `ssh: ${complaint}`;
}

/** The child's pipes as the socket that Node's HTTP client expects. */
class SshConnection extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  #complaint = "";

  constructor(child: ChildProcessWithoutNullStreams) {
    super();
    this.#child = child;
    child.stdout.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.on("data", (chunk: Buffer) => (this.#complaint += chunk.toString()));
    child.stdin.on("error", () => undefined);
    child.on("error", (error) => this.destroy(error));
    // Only now is it known why the pipes ended.
    child.on("close", (code) => {
      if (code) this.destroy(new Error(reason(this.#complaint.trim(), code)));
      else this.#end();
    });
  }

  /** Also where it waits for its next request: the agent would hand it out, and the request would hang. */
  #end(): void {
    this.push(null);
    if (this.readableLength === 0) this.destroy();
    else this.once("end", () => this.destroy());
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(
    chunk: Buffer,
    encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    // A pipe that broke is not the reason but its consequence: the end of ssh tells more.
    this.#child.stdin.write(chunk, encoding, (error) => {
      if (!error) done();
    });
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }

  // The client sets these on every socket; a pipe has no such options.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
