/** `bev lab hosts`: three hosts on one machine, used as production's are. */
import { describe, expect, it } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { labDirectory } from "../../lab/hosts.ts";
import { labNodes, RUNTIME } from "../../lab/node.ts";
import { SSH_PATH } from "../../lab/ssh.ts";
import { run } from "../kit/engine.ts";
import { addressOf, lab } from "../kit/lab.ts";

const hosts = (...args: string[]) => lab.bev("lab", "hosts", ...args);

function pidOf(node: string, program: string): string {
  return readFileSync(path.join(RUNTIME, node, `${program}.pid`), "utf8");
}

const pids = () => labNodes().map(({ name }) => [pidOf(name, "dockerd"), pidOf(name, "sshd")]);

it("shows each node with its production address, and changes nothing when all of it runs", async () => {
  const before = pids();
  const { output, code } = await hosts("up");
  for (const { name, address } of labNodes()) {
    const shown = address.replaceAll(".", "\\.");
    expect(output).toMatch(
      new RegExp(`${name} +${shown} +answers +\\d+\\.\\S+ +(\\d+) of \\1 running`),
    );
  }
  expect(code).toBe(0);
  expect(pids()).toEqual(before);
});

it("reaches an Engine for each name of a node", async () => {
  const env = { PATH: `${SSH_PATH}${path.delimiter}${process.env["PATH"] ?? ""}` };
  const answers = await Promise.all(
    labNodes().map(async ({ name }) => {
      const args = ["--host", `ssh://${name}`, "info", "--format", "{{.Name}} {{.ID}}"];
      return (await run("docker", args, { env })).stdout.trim().split(" ");
    }),
  );
  expect(answers.map(([name]) => name)).toEqual(labNodes().map(({ name }) => name));
  expect(new Set(answers.map(([, id]) => id)).size).toBe(labNodes().length);
  // A connection of the same name to production's node is never taken for the lab's.
  expect(readdirSync(path.join(RUNTIME, "ssh")).join(" ")).toMatch(/[0-9a-f]{40}/);
});

it("reaches a published port from the machine and from another node", async () => {
  const redis = `printf 'PING\\r\\n' | busybox nc -w 2 ${addressOf("oracle1")} 6379`;
  const refused = "-NOAUTH Authentication required.";
  expect((await run("sh", ["-c", redis])).stdout.trim()).toBe(refused);
  expect(await lab.ssh("thanos", redis)).toBe(refused);
});

describe("refuses", () => {
  it("a machine without a program, and names its package", async () => {
    const cli = ["cli/main.ts", "lab", "hosts", "status"];
    const env = { PATH: "/" };
    const without = await run(process.execPath, cli, { cwd: lab.directory, env });
    expect(without.output).toContain(
      "error: PATH: must hold docker, does not; install it with apt-get install docker.io",
    );
    expect(without.code).toBe(1);
  });

  it("the lab of another folder", async () => {
    const elsewhere = await hosts("up", "--data", "/elsewhere");
    expect(elsewhere.output).toContain(
      `error: ${RUNTIME}/data: must be /elsewhere, is ${labDirectory()}: a lab with its data there ` +
        "is up; remove it with npx bev lab hosts down",
    );
    expect(elsewhere.code).toBe(1);
  });
});
