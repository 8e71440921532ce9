import { describe, expect, it } from "@jest/globals";
import { DockerEngine, isNotFound, messageOf } from "./engine.ts";

const REFUSED = ["caMaterial", "certMaterial", "certPath", "context", "keyMaterial"];

describe("the provider's arguments", () => {
  it.each(REFUSED)("refuse %s by name", async (name) => {
    const host = "ssh://thanos";
    await expect(new DockerEngine().configure({ host, [name]: "x" })).rejects.toThrow(
      new Error(`${name}: not implemented by this stand-in`),
    );
  });

  it.each(REFUSED)("let %s be empty, as its environment variable may be", async (name) => {
    const host = "ssh://thanos";
    await expect(new DockerEngine().configure({ host, [name]: "" })).resolves.toBeUndefined();
  });

  it.each([
    [
      "npipe:////./pipe/docker_engine",
      "host: must begin with unix://, tcp:// or ssh://, got npipe:////./pipe/docker_engine",
    ],
    ["thanos", "host: must begin with unix://, tcp:// or ssh://, got thanos"],
    ["ssh://bev:pw@thanos", "host: a password in an ssh:// host is refused"],
    [
      "ssh://thanos/var/run/docker.sock",
      "host: an ssh:// host takes no path, got ssh://thanos/var/run/docker.sock",
    ],
    [
      "unix:///nowhere/docker.sock",
      "failed to connect to any docker daemon: unix:///nowhere/docker.sock: connect ENOENT " +
        "/nowhere/docker.sock; start the Docker Engine there, or set another host",
    ],
    [
      "tcp://127.0.0.1:1",
      "failed to connect to any docker daemon: tcp://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1; " +
        "start the Docker Engine there, or set another host",
    ],
  ])("refuse the host %s", async (host, message) => {
    await expect(new DockerEngine().configure({ host })).rejects.toThrow(new Error(message));
  });

  it.each([
    ["an ssh host", { host: "ssh://nobody@192.0.2.1:2222" }],
    ["a host whose check is off", { host: "unix:///nowhere", disableDockerDaemonCheck: "true" }],
  ])("take %s without asking whether it answers", async (_what, config) => {
    await expect(new DockerEngine().configure(config)).resolves.toBeUndefined();
  });

  it("leave the host to DOCKER_HOST", async () => {
    const before = process.env["DOCKER_HOST"];
    process.env["DOCKER_HOST"] = "tcp://127.0.0.1:1";
    try {
      await expect(new DockerEngine().configure({ host: "" })).rejects.toThrow(
        "failed to connect to any docker daemon: tcp://127.0.0.1:1: ",
      );
    } finally {
      if (before === undefined) delete process.env["DOCKER_HOST"];
      else process.env["DOCKER_HOST"] = before;
    }
  });

  it("must come before any request", () => {
    expect(() => new DockerEngine().client).toThrow(new Error("the provider was not configured"));
  });
});

describe("credentials", () => {
  const engine = new DockerEngine();
  const registries = [
    { address: "https://registry.bev:5000", username: "bev", password: "pw" },
    { address: "open.bev", authDisabled: true },
    { address: "nameless.bev" },
    { address: "https://index.docker.io/v1/", username: "hub" },
  ];

  it.each([
    [
      "registry.bev:5000/a/b:1",
      { serveraddress: "https://registry.bev:5000", username: "bev", password: "pw" },
    ],
    ["nameless.bev/a", { serveraddress: "nameless.bev", username: "", password: "" }],
    ["open.bev/a", undefined],
    ["other.bev/a", undefined],
    ["localhost/a", undefined],
    ["busybox:1", { serveraddress: "https://index.docker.io/v1/", username: "hub", password: "" }],
    [
      "library/busybox",
      { serveraddress: "https://index.docker.io/v1/", username: "hub", password: "" },
    ],
  ])("for %s are %j", async (image, expected) => {
    await engine.configure({ host: "ssh://thanos", registryAuth: JSON.stringify(registries) });
    expect(engine.authFor(image)).toEqual(expected);
  });
});

it("refuses credentials of another form by name", async () => {
  const registryAuth = JSON.stringify([{ address: "a", configFile: "~/.docker/config.json" }]);
  await expect(
    new DockerEngine().configure({ host: "ssh://thanos", registryAuth }),
  ).rejects.toThrow(
    new Error(
      "registryAuth.configFile: not implemented by this stand-in; give username and password",
    ),
  );
});

describe("an error", () => {
  it("of the Engine is told in the Engine's words", () => {
    const error = Object.assign(new Error("(HTTP code 409) - x"), { json: { message: "in use" } });
    expect(messageOf(error)).toBe("in use");
  });

  it("of the Engine is told without the client's prefix where the answer was a stream", () => {
    const error = Object.assign(new Error("(HTTP code 500) server error - no such host "), {
      json: null,
    });
    expect(messageOf(error)).toBe("no such host");
  });

  it.each([
    [new Error("socket hang up"), "socket hang up"],
    [Object.assign(new Error("no body"), { json: null }), "no body"],
    ["text", "text"],
  ])("of another kind is told as it is: %s", (error, message) => {
    expect(messageOf(error)).toBe(message);
  });

  it.each([
    [Object.assign(new Error("x"), { statusCode: 404 }), true],
    [Object.assign(new Error("x"), { statusCode: 500 }), false],
    [new Error("x"), false],
    [undefined, false],
  ])("%s means that nothing is there: %j", (error, expected) => {
    expect(isNotFound(error)).toBe(expected);
  });
});
