import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "@jest/globals";
import { sshAgent, sshArguments } from "./dial.ts";

const DIAL = "docker system dial-stdio";
const DEFAULTS = ["-o", "ConnectTimeout=30", "-T"];

it.each([
  ["ssh://thanos", [], [...DEFAULTS, "--", "thanos", DIAL]],
  ["ssh://bev@thanos", [], [...DEFAULTS, "-l", "bev", "--", "thanos", DIAL]],
  ["ssh://a%40b@thanos", [], [...DEFAULTS, "-l", "a@b", "--", "thanos", DIAL]],
  [
    "ssh://bev@100.64.0.1:2222",
    [],
    [...DEFAULTS, "-l", "bev", "-p", "2222", "--", "100.64.0.1", DIAL],
  ],
  ["ssh://[fd7a::1]:22", [], [...DEFAULTS, "-p", "22", "--", "fd7a::1", DIAL]],
  ["ssh://-oProxyCommand=x", [], [...DEFAULTS, "--", "-oProxyCommand=x", DIAL]],
  [
    "ssh://thanos",
    ["-o", "BatchMode=yes"],
    ["-o", "BatchMode=yes", ...DEFAULTS, "--", "thanos", DIAL],
  ],
  [
    "ssh://thanos",
    ["-o", "ConnectTimeout=5"],
    ["-o", "ConnectTimeout=5", "-T", "--", "thanos", DIAL],
  ],
  ["ssh://thanos", ["-T"], ["-T", "-o", "ConnectTimeout=30", "--", "thanos", DIAL]],
])("calls ssh for %s with %j", (host, options, expected) => {
  expect(sshArguments(new URL(host), options)).toEqual(expected);
});

describe("a request over ssh", () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), "bev-dial-"));
  const program = path.join(directory, "ssh");

  afterAll(() => rmSync(directory, { recursive: true }));

  it("answers with what comes through its pipes", async () => {
    ssh('printf "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"; cat > /dev/null');
    expect(await get()).toBe("ok");
  });

  it.each([
    ["ssh: connect to host thanos: timed out", "ssh: connect to host thanos: timed out"],
    [
      "bev@thanos: Permission denied (publickey).",
      "ssh: bev@thanos: Permission denied (publickey).",
    ],
    ["", "ssh: exit code 255"],
  ])("fails with the reason that ssh gives: %j", async (complaint, message) => {
    ssh(`printf "${complaint}" >&2; exit 255`);
    await expect(get()).rejects.toThrow(new Error(message));
  });

  it("fails when the far end hangs up without an answer", async () => {
    ssh("exit 0");
    await expect(get()).rejects.toThrow(new Error("socket hang up"));
  });

  it("takes a new connection after one that ended while it was idle", async () => {
    // Each connection answers one request and ends.
    ssh('read -r line; printf "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"');
    const agent = sshAgent(new URL("ssh://thanos"), [], program);
    try {
      expect(await request(agent)).toBe("ok");
      await sleep(200);
      expect(await request(agent)).toBe("ok");
    } finally {
      agent.destroy();
    }
  });

  it("fails when there is no ssh", async () => {
    rmSync(program);
    await expect(get()).rejects.toThrow(new Error(`spawn ${program} ENOENT`));
  });

  function ssh(script: string): void {
    writeFileSync(program, `#!/bin/sh\n${script}\n`);
    chmodSync(program, 0o755);
  }

  async function get(): Promise<string> {
    const agent = sshAgent(new URL("ssh://thanos"), [], program);
    try {
      return await request(agent);
    } finally {
      agent.destroy();
    }
  }

  function request(agent: http.Agent): Promise<string> {
    return new Promise((resolve, reject) => {
      http
        .get({ host: "docker", path: "/_ping", agent }, (response) => {
          let body = "";
          response.on("data", (chunk: Buffer) => (body += chunk.toString()));
          response.on("end", () => resolve(body));
        })
        .on("error", reject);
    });
  }
});
