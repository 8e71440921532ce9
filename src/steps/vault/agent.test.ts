import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { deliverCredential } from "./agent.ts";

const directory = mkdtempSync(path.join(os.tmpdir(), "bev-agent-"));
const file = (name: string) => path.join(directory, name);
const { PATH } = process.env;

const place = {
  dockerHost: "ssh://thanos",
  stack: "thanos",
  image: "vault@sha256:a",
  volume: "bev_vault_agent_data",
  user: "100:1000",
};
const files = [
  { name: "role-id", content: "known" },
  { name: "secret-id", content: "canary-of-secret-id" },
];

/** Notes what it is called with, and keeps what it is to copy. */
const DOCKER = `#!/bin/sh
echo "$DOCKER_HOST $*" >>"$0.log"
case $1 in
  create) [ -z "$REFUSE" ] || { echo "no such host" >&2; exit 1; }; echo made ;;
  cp) cat >"$0.tar" ;;
esac
`;

beforeAll(() => {
  writeFileSync(file("docker"), DOCKER, { mode: 0o755 });
  process.env["PATH"] = `${directory}:${PATH ?? ""}`;
});
afterAll(() => {
  process.env["PATH"] = PATH;
  rmSync(directory, { recursive: true });
});

it("brings what an agent logs in with into its volume, for it alone, and into no argument", async () => {
  await deliverCredential(files, place);
  const log = readFileSync(file("docker.log"), "utf8");
  expect(log).toContain("ssh://thanos create ");
  expect(log).toContain("--volume bev_vault_agent_data:/bev vault@sha256:a");
  expect(log).not.toContain("canary");
  const listed = execFileSync(
    "tar",
    ["--list", "--verbose", "--numeric-owner", "--file", file("docker.tar")],
    { encoding: "utf8" },
  );
  const lines = listed.split("\n").map((line) => line.replace(/\s+/g, " "));
  // The agent replaces its secret-id there: the folder has to be its own.
  expect(lines[0]).toMatch(/^drwx------ 100\/1000 .* agent\/?$/);
  expect(lines[1]).toMatch(/^-r-------- 100\/1000 5 .* agent\/role-id$/);
  expect(lines[2]).toMatch(/^-r-------- 100\/1000 19 .* agent\/secret-id$/);
});

it("says what docker says, and nothing of what it brings", async () => {
  process.env["REFUSE"] = "1";
  try {
    const failed = deliverCredential(files, place);
    await expect(failed).rejects.toThrow(
      "vault-agent: must get its credential into the volume bev_vault_agent_data, did not: no such host; " +
        "see that the machine of thanos can be reached",
    );
  } finally {
    delete process.env["REFUSE"];
  }
});
