import { expect, it } from "@jest/globals";
import { bindsEverywhere, isDockerHost, isNodeAddress, isRegistry } from "./addresses.ts";

it.each([undefined, "", " ", "0.0.0.0", "::", "[::]"])("knows that %j binds everywhere", (ip) => {
  expect(bindsEverywhere(ip)).toBe(true);
});

it.each(["100.122.12.53", "127.0.0.1"])("takes %s for the node's own address", (ip) => {
  expect(bindsEverywhere(ip)).toBe(false);
  expect(isNodeAddress(ip)).toBe(true);
});

it.each(["100.122.12", "100.122.12.256", "thanos", "0.0.0.0", "::1", ""])(
  "does not take %j for a node's address",
  (value) => {
    expect(isNodeAddress(value)).toBe(false);
  },
);

it.each([
  ["ssh://thanos", true],
  ["ssh://deploy@100.122.12.53:2222", true],
  ["unix:///var/run/docker.sock", true],
  ["tcp://127.0.0.1:2375", true],
  ["thanos", false],
  ["ssh://", false],
  ["ssh://a b", false],
  ["tcp://127.0.0.1", false],
  ["unix://socket", false],
  ["npipe:////./pipe/docker", false],
  ["of ssh://thanos", false],
  ["of unix:///var/run/docker.sock", false],
  ["unix:///var/run/docker.sock or so", false],
  ["of tcp://127.0.0.1:2375", false],
  ["tcp://127.0.0.1:2375/v1", false],
  ["ssh://-oProxyCommand", false],
  ["ssh://-x@thanos", false],
  ["ssh://thanos:0", false],
  ["ssh://thanos:70000", false],
  ["tcp://127.0.0.1:65536", false],
])("takes %s for a Docker host: %s", (value, expected) => {
  expect(isDockerHost(value)).toBe(expected);
});

it.each([
  ["registry.bev.internal", true],
  ["registry.example.org:5000/team", true],
  ["127.0.0.1:5055", true],
  ["localhost", true],
  ["ghcr.io/my-org/a_b/c__d/e.f", true],
  ["GHCR.io/my-org", true],
  ["ghcr.io/MyOrg", false],
  ["a/", false],
  ["a//b", false],
  ["/a", false],
  ["-x.io", false],
  ["x-.io", false],
  ["x..io", false],
  ["x.io.", false],
  ["x_y.io", false],
  ["x.io/-a", false],
  ["x.io/a-", false],
  ["x.io/a._b", false],
  ["x.io/a___b", false],
  ["x.io/..", false],
  ["x.io:", false],
  ["x.io:0", false],
  ["x.io:99999", false],
  ["x.io:5000:1", false],
  ["https://x.io", false],
  ["x.io/a:1.0", false],
  ["x.io/a@sha256", false],
  ["x.io/a b", false],
  [" x.io", false],
  ["", false],
  [`x.io/${"a".repeat(200)}`, false],
])("takes %j for a registry: %s", (value, expected) => {
  expect(isRegistry(value)).toBe(expected);
});
