import { container, describeRule } from "../kit/cases.ts";
import type { Planned } from "../kit/cases.ts";
import { dockerTypesKnown } from "./docker-types-known.ts";

function resource(type: string, inputs: Record<string, unknown> = { name: "x" }): Planned {
  return { type, name: "x", inputs };
}

function refused(type: string): string[] {
  return [
    "thanos/x/type: must be one of docker:index/container:Container, docker:index/network:Network, " +
      `docker:index/remoteImage:RemoteImage, docker:index/volume:Volume, got "${type}"; declare a container`,
  ];
}

describeRule(
  dockerTypesKnown,
  [
    { kind: "complies", what: "a container", given: [container({})], says: [] },
    {
      kind: "complies",
      what: "a network",
      given: [resource("docker:index/network:Network")],
      says: [],
    },
    {
      kind: "complies",
      what: "an image and a volume",
      given: [
        resource("docker:index/remoteImage:RemoteImage"),
        resource("docker:index/volume:Volume"),
      ],
      says: [],
    },
    {
      kind: "violates",
      what: "a service of a swarm",
      given: [resource("docker:index/service:Service")],
      says: refused("docker:index/service:Service"),
    },
    {
      kind: "violates",
      what: "a plugin of the Engine",
      given: [container({}), resource("docker:index/plugin:Plugin")],
      says: refused("docker:index/plugin:Plugin"),
    },
    {
      kind: "violates",
      what: "a secret of a swarm",
      given: [resource("docker:index/secret:Secret")],
      says: refused("docker:index/secret:Secret"),
    },
    {
      kind: "wrong case",
      what: "a type in capitals",
      given: [resource("Docker:Index/Service:Service")],
      says: refused("Docker:Index/Service:Service"),
    },
    {
      kind: "boundary",
      what: "the provider itself",
      given: [resource("pulumi:providers:docker")],
      says: [],
    },
    {
      kind: "boundary",
      what: "a name that only has it inside",
      given: [resource("bev:docker:Service")],
      says: [],
    },
    {
      kind: "evasion",
      what: "an image built here",
      given: [resource("docker-build:index:Image")],
      says: refused("docker-build:index:Image"),
    },
    {
      kind: "evasion",
      what: "a tag pushed somewhere",
      given: [resource("docker:index/tag:Tag")],
      says: refused("docker:index/tag:Tag"),
    },
  ],
  {
    absent: "every resource has a type",
    null: "every resource has a type",
    unknown: "a type is known before any input",
  },
);
