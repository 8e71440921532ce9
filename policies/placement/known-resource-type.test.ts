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

const violates = (type: string) => ({ given: resource(type), says: refused(type) });

describeRule(knownResourceType, {
  complies: {
    "what the platform is made of": [
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
    "the engine's own, and providers": [
      "pulumi:pulumi:Stack",
      "pulumi:pulumi:StackReference",
      ...["command", "docker", "pulumi", "random", "tailscale", "vault"].map(
        (name) => `pulumi:providers:${name}`,
      ),
    ].map(resource),
  },
  violates: { "a Swarm service": violates("docker:index/service:Service") },
  absent: "a resource always has a type",
  null: "a resource always has a type",
  unknown: "the engine knows the type of a resource before it asks",
  "wrong case": { "a container in small letters": violates("docker:index/container:container") },
  boundary: {
    "a name that only begins as a known one": violates("randomly:index:Thing"),
    "a provider that only begins as a known one": violates("pulumi:providers:docker-build"),
    "a type that only ends as a known one": violates("my:command:local:Command"),
  },
  evasion: {
    "a command on another machine": violates("command:remote:Command"),
    "a copy to another machine": violates("command:remote:CopyToRemote"),
    "a program of somebody's own": violates("pulumi-nodejs:dynamic:Resource"),
    "an image that is built here": violates("docker:index/image:Image"),
    "another provider of containers": violates("docker-build:index:Image"),
    "a cluster": violates("kubernetes:core/v1:Pod"),
  },
});
