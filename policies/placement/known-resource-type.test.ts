import { describeRule } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { knownResourceType } from "./known-resource-type.ts";

const resource = (type: string): Planned => ({ type, name: "it", inputs: {}, host: null });

function refused(type: string): string[] {
  return [
    `thanos/it/type: must be one of a known kind, got "${type}"; use a Container, or add the ` +
      "kind to src/rules/known-types.ts together with its rules",
  ];
}

const violates = (
  kind: "violates" | "wrong case" | "boundary" | "evasion",
  what: string,
  type: string,
) => ({
  kind,
  what,
  given: resource(type),
  says: refused(type),
});

describeRule(
  knownResourceType,
  [
    {
      kind: "complies",
      what: "what the platform is made of",
      given: [
        "docker:index/container:Container",
        "docker:index/network:Network",
        "docker:index/remoteImage:RemoteImage",
        "docker:index/volume:Volume",
        "command:local:Command",
        "random:index/randomPassword:RandomPassword",
        "vault:index/policy:Policy",
        "tailscale:index/acl:Acl",
        "bev:service:Service",
      ].map(resource),
      says: [],
    },
    {
      kind: "complies",
      what: "the engine's own, and providers",
      given: [
        "pulumi:pulumi:Stack",
        "pulumi:pulumi:StackReference",
        ...["command", "docker", "pulumi", "random", "tailscale", "vault"].map(
          (name) => `pulumi:providers:${name}`,
        ),
      ].map(resource),
      says: [],
    },
    violates("violates", "a Swarm service", "docker:index/service:Service"),
    violates("wrong case", "a container in small letters", "docker:index/container:container"),
    violates("boundary", "a name that only begins as a known one", "randomly:index:Thing"),
    violates(
      "boundary",
      "a provider that only begins as a known one",
      "pulumi:providers:docker-build",
    ),
    violates("boundary", "a type that only ends as a known one", "my:command:local:Command"),
    violates("evasion", "a command on another machine", "command:remote:Command"),
    violates("evasion", "a copy to another machine", "command:remote:CopyToRemote"),
    violates("evasion", "a program of somebody's own", "pulumi-nodejs:dynamic:Resource"),
    violates("evasion", "an image that is built here", "docker:index/image:Image"),
    violates("evasion", "another provider of containers", "docker-build:index:Image"),
    violates("evasion", "a cluster", "kubernetes:core/v1:Pod"),
  ],
  {
    absent: "a resource always has a type",
    null: "a resource always has a type",
    unknown: "the engine knows the type of a resource before it asks",
  },
);
