import { expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { archive, filesHash } from "./delivery.ts";

const files = [
  { name: "a.conf", content: "one\n" },
  { name: ".cookie", content: "secret" },
];
const owner = { uid: 999, gid: 998, mode: 0o400 };

it("makes an archive that keeps owner, mode and content", async () => {
  const listed = spawnSync("tar", ["--list", "--verbose", "--numeric-owner"], {
    input: Buffer.from(await archive(files, owner), "base64"),
    encoding: "utf8",
  });
  const lines = listed.stdout
    .trim()
    .split("\n")
    .map((line) => line.replace(/\s+/g, " "));
  expect(lines[0]).toMatch(/^-r-------- 999\/998 4 197\d-.* a\.conf$/);
  expect(lines[1]).toMatch(/^-r-------- 999\/998 6 197\d-.* \.cookie$/);
});

it("puts the files into a folder of their owner's alone, where one is named", async () => {
  const listed = spawnSync("tar", ["--list", "--verbose", "--numeric-owner"], {
    input: Buffer.from(await archive(files, owner, "own"), "base64"),
    encoding: "utf8",
  });
  expect(listed.stdout).toMatch(
    /^drwx------ 999\/998 .* own\/?\n-r-------- 999\/998 .* own\/a\.conf\n-r-------- .* own\/\.cookie\n$/,
  );
});

it("is the same for the same files", async () => {
  expect(await archive(files, owner)).toBe(await archive(files, owner));
});

// pgbouncer would not read it again.
it("gives a file another time for another content of the same size", async () => {
  const timeOf = async (content: string) => {
    const entry = Buffer.from(await archive([{ name: "userlist.txt", content }], owner), "base64");
    return entry.subarray(136, 147).toString("ascii");
  };
  expect(await timeOf("former")).toMatch(/^[0-7]{11}$/);
  expect(await timeOf("former")).not.toBe(await timeOf("newest"));
});

// The hash names the folder that a container mounts.
it("keeps the hash of files, because another one would replace every container with configuration", () => {
  expect(filesHash(files)).toBe("6c3e2d2d912b57d5f4ec176ef2f8802824d08c95c0015b05e2d024a71f990186");
});

it("hashes names and contents, and does not confuse one with the other", () => {
  expect(filesHash(files)).toBe(filesHash([...files]));
  expect(filesHash([{ name: "a", content: "bc" }])).not.toBe(
    filesHash([{ name: "ab", content: "c" }]),
  );
});
