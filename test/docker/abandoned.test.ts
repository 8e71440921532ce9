/** What is removed of a test run that failed or was killed, and what is not, because somebody else deployed it. */
import { afterAll, beforeEach, expect, it } from "@jest/globals";
import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { docker, ensureTestImage, exists, removeAll, TEST_IMAGE } from "../kit/docker.ts";
import { removeAbandoned } from "../kit/local-program.ts";

const STACK = "test-abandoned";
const PREFIX = `bev_${STACK}_`;
const [WITH_FILES, WITHOUT, NETWORK, VOLUME] = ["redis", "double", "data_v1", "redis_data"].map(
  (name) => `${PREFIX}${name}`,
) as [string, string, string, string];

beforeEach(async () => {
  await ensureTestImage();
  await removeAll(PREFIX);
});
afterAll(() => removeAll(PREFIX));

/** A service with delivered files and one without, as `bev up --local` makes them in that folder. */
async function deployFrom(directory: string): Promise<void> {
  const ours = ["--label", `bev.stack=${STACK}`];
  await docker("network", "create", ...ours, NETWORK);
  const data = path.join(directory, ".bev", "local", "data", STACK);
  const mounts = ["--volume", `${data}:/etc/service:ro`, "--volume", `${VOLUME}:/data`];
  await docker("create", "--name", WITH_FILES, ...ours, ...mounts, TEST_IMAGE);
  await docker("create", "--name", WITHOUT, ...ours, TEST_IMAGE);
}

async function isLeft(): Promise<boolean[]> {
  return Promise.all([
    exists("container", WITH_FILES),
    exists("container", WITHOUT),
    exists("network", NETWORK),
    exists("volume", VOLUME),
  ]);
}

it("removes what a copy of the program for tests deployed", async () => {
  await deployFrom(mkdtempSync(path.join(os.tmpdir(), "bev-program-")));
  await removeAbandoned([STACK]);
  expect(await isLeft()).toEqual([false, false, false, false]);
});

it("leaves what another checkout deployed", async () => {
  await deployFrom(mkdtempSync(path.join(os.tmpdir(), "bev-checkout-")));
  await removeAbandoned([STACK]);
  expect(await isLeft()).toEqual([true, true, true, true]);
});
