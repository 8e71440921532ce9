import { expect, it } from "@jest/globals";
import { bindsEverywhere, isDockerHost, isNodeAddress } from "./addresses.ts";

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
])("takes %s for a Docker host: %s", (value, expected) => {
  expect(isDockerHost(value)).toBe(expected);
});
