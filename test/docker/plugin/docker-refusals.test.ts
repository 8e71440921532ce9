/** How a refusal reads in a preview; the table of all of them is beside the plugin. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DockerProject } from "../../kit/docker.ts";

const PREFIX = "docker:index/container:Container resource 'web': property";
const REASON =
  "not implemented by this stand-in; use the published plugin or leave the property out";

describe("a preview", () => {
  const project = new DockerProject("refusals");

  beforeAll(() => project.init());
  afterAll(() => project.discard());

  it("names each refused property of a container", async () => {
    project.declare({
      Container: {
        web: {
          uploads: [{ file: "/a", content: "b" }],
          rm: true,
          healthcheck: { tests: [], interval: "10" },
        },
      },
    });
    const { code, errors } = await project.preview();
    expect(code).not.toBe(0);
    expect(errors.slice(0, 3).sort()).toEqual([
      `${PREFIX} healthcheck.interval value {<nil>} has a problem: expected a duration such as ` +
        '"1m30s", got "10"',
      `${PREFIX} rm value {true} has a problem: ${REASON}`,
      `${PREFIX} uploads value {[{map[content:{b} file:{/a}]}]} has a problem: ${REASON}`,
    ]);
  });

  it("refuses a resource that the stand-in does not have", async () => {
    project.write(
      "index.ts",
      `import * as docker from "@pulumi/docker"; new docker.Tag("x", { sourceImage: "a", targetImage: "b" });`,
    );
    const { code, errors } = await project.preview();
    expect(code).not.toBe(0);
    expect(errors[0]).toBe(
      "docker:index/tag:Tag: not implemented by the docker stand-in; it has docker:index/network:Network, " +
        "docker:index/volume:Volume, docker:index/remoteImage:RemoteImage, " +
        "docker:index/container:Container; use the published plugin for others",
    );
  });
});
