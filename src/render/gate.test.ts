/** The gate's script, run by a shell against a docker command that plays a container's life. */
import { describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { renderGate } from "./gate.ts";

/** Each call of `docker inspect` answers the next of these states; the last one stays. */
function pass(states: string[], { updateFails = 0, seconds = 20 } = {}) {
  const directory = mkdtempSync(path.join(os.tmpdir(), "bev-gate-"));
  const calls = path.join(directory, "calls");
  writeFileSync(calls, "");
  writeFileSync(path.join(directory, "states"), `${states.join("\n")}\n`);
  const docker = path.join(directory, "docker");
  writeFileSync(
    docker,
    `#!/bin/sh
echo "$*" >> '${calls}'
case $1 in
  update) [ "$(grep -c ^update '${calls}')" -gt ${String(updateFails)} ] ;;
  inspect)
    n=$(grep -c ^inspect '${calls}')
    line=$(sed -n "$n"p '${directory}/states')
    echo "\${line:-$(tail -n 1 '${directory}/states')}" ;;
  logs) echo "FATAL: no space left" ;;
esac
`,
  );
  chmodSync(docker, 0o755);
  const gate = renderGate("bev_redis", {
    host: "ssh://oracle1",
    pidsLimit: 512,
    startSeconds: seconds - 60,
    volumes: [],
  });
  const [shell = "", ...flags] = gate.interpreter;
  const result = spawnSync(shell, [...flags, gate.create], {
    env: { ...gate.environment, PATH: `${directory}:${process.env["PATH"] ?? ""}` },
    encoding: "utf8",
  });
  return {
    status: result.status,
    stderr: result.stderr,
    calls: readFileSync(calls, "utf8").trim().split("\n"),
  };
}

it("sets the process limit and passes once the container is healthy", () => {
  const { status, calls } = pass(["running 0 starting", "running 0 healthy"]);
  expect(status).toBe(0);
  expect(calls[0]).toBe("update --pids-limit 512 bev_redis");
  expect(calls.filter((call) => call.startsWith("update"))).toHaveLength(1);
});

it("does not pass before the process limit is set", () => {
  const { status, calls } = pass(["running 0 healthy"], { updateFails: 2 });
  expect(status).toBe(0);
  expect(calls.filter((call) => call.startsWith("update"))).toHaveLength(3);
});

describe("fails with the container's last lines", () => {
  it("when it restarts again and again", () => {
    const { status, stderr } = pass(["restarting 1 starting", "restarting 5 unhealthy"]);
    expect(status).toBe(1);
    expect(stderr).toBe(
      "bev_redis is not live: it is restarting, its check says unhealthy, it was restarted 5 times; " +
        "last 20 log lines:\nFATAL: no space left\n",
    );
  });

  it("when it is not live in time", () => {
    const { status, stderr, calls } = pass(["running 0 unhealthy"], { seconds: 1 });
    expect(status).toBe(1);
    expect(stderr).toContain("it is running, its check says unhealthy, it was restarted 0 times");
    expect(calls.at(-1)).toBe("logs --tail 20 bev_redis");
  });
});

it("names itself in few words, because a failure repeats the command", () => {
  expect(
    renderGate("bev_redis", { host: "ssh://a", pidsLimit: 1, startSeconds: 60, volumes: [] }),
  ).toMatchObject({
    create: "wait until bev_redis is live",
    environment: { BEV_SECONDS: "120", DOCKER_HOST: "ssh://a" },
  });
});

it("waits longer for a store of data, which may have to recover first", () => {
  const service = { host: "ssh://a", pidsLimit: 1, startSeconds: 60 };
  const secondsFor = (backup: string) =>
    renderGate("bev_redis", { ...service, volumes: [{ backup }] }).environment["BEV_SECONDS"];
  expect([secondsFor("rdb-copy"), secondsFor("none")]).toEqual(["300", "120"]);
});
