import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import type { EngineFacts } from "../kit/site.ts";
import { SSH_OPTIONS } from "../../src/rules/engines.ts";
import { resourceOnOwnEngine } from "./resource-on-own-engine.ts";

const FIX = "use the provider of the stack's Host component";

const machine = (host: string, address: string) => ({
  host,
  address,
  architecture: "amd64",
  capacity: { memory: 1000, cpu: 4, gpu: 0 },
});
/** Hosts with a user and a port, as ssh has them. */
const remote: Record<string, EngineFacts> = {
  thanos: machine("ssh://bev@thanos:22", "100.64.0.1"),
  oracle1: machine("ssh://bev@oracle1:22", "100.64.0.2"),
};
/** A target on one machine. */
const shared: Record<string, EngineFacts> = {
  thanos: machine("unix:///var/run/docker.sock", "127.0.0.2"),
  oracle1: machine("unix:///var/run/docker.sock", "127.0.0.3"),
};

const provider = (inputs: Record<string, unknown>): Planned => ({
  type: "pulumi:providers:docker",
  name: "second",
  inputs,
  host: null,
});
const command = (inputs: Record<string, unknown>): Planned => ({
  type: "command:local:Command",
  name: "gate",
  inputs,
  host: null,
});

function refused(path: string, found: string): string[] {
  return [`${path}: must be "ssh://thanos", the Engine of thanos, got ${found}; ${FIX}`];
}

describeRule(resourceOnOwnEngine, {
  complies: {
    "a container on its stack's machine": container({}),
    "a provider and a command for the stack's machine": [
      provider({ host: "ssh://thanos" }),
      command({
        environment: { DOCKER_HOST: "ssh://thanos", OF: "bev_redis" },
        create: "wait until it is live",
        interpreter: ["/bin/sh", "-c", "docker inspect redis"],
      }),
    ],
    "the stack's own machine by its name and address": {
      given: command({ create: "ssh thanos true; ping 100.64.0.1" }),
      site: remote,
      says: [],
    },
    "a target in which all nodes share one Engine, and one is told the other's address": {
      given: [
        container({}, { host: "unix:///var/run/docker.sock" }),
        command({ environment: { DOCKER_HOST: "unix:///var/run/docker.sock", PEER: "127.0.0.3" } }),
      ],
      site: shared,
      says: [],
    },
    "the program's own options of ssh, as the engine passes them": [
      provider({ host: "ssh://thanos", sshOpts: JSON.stringify(SSH_OPTIONS), version: "5.2.0" }),
      provider({ host: "ssh://thanos", sshOpts: SSH_OPTIONS, registryAuth: "[]" }),
    ],
    "what is on no Engine": {
      type: "random:index/randomPassword:RandomPassword",
      name: "p",
      inputs: {},
      host: null,
    },
  },
  violates: {
    "a container with a provider for another machine": {
      given: container({}, { host: "ssh://oracle1" }),
      says: refused("thanos/redis/provider/host", '"ssh://oracle1"'),
    },
    "the second provider itself": {
      given: provider({ host: "ssh://oracle1" }),
      says: refused("thanos/second/host", '"ssh://oracle1"'),
    },
  },
  absent: {
    "a container without a provider": {
      given: container({}, { host: null }),
      says: refused("thanos/redis/provider/host", "nothing"),
    },
    "a provider that leaves its host to the environment": {
      given: provider({}),
      says: refused("thanos/second/host", "nothing"),
    },
    "a command that says nothing": command({}),
  },
  null: {
    "null for the host and the context": {
      given: provider({ host: null, context: null }),
      says: refused("thanos/second/host", "nothing"),
    },
    "null for a command's environment and its settings": [
      command({ environment: null, create: null }),
      command({ environment: { DOCKER_HOST: null, DOCKER_CONTEXT: null } }),
    ],
  },
  unknown: {
    "a computed host": {
      given: provider({ host: UNKNOWN }),
      says: unknownAt("thanos/second/host"),
    },
    "a computed host of a command": {
      given: command({ environment: { DOCKER_HOST: UNKNOWN } }),
      says: unknownAt("thanos/gate/environment/DOCKER_HOST"),
    },
  },
  "wrong case": {
    "the host in capitals": {
      given: container({}, { host: "SSH://THANOS" }),
      says: refused("thanos/redis/provider/host", '"SSH://THANOS"'),
    },
    "another machine in capitals, in a command": {
      given: command({ create: "ssh ORACLE1 docker ps" }),
      says: `thanos/gate/create: must not name another machine than thanos's, got "oracle1"; ${FIX}`,
    },
  },
  boundary: {
    "names that begin or end as another machine's": command({
      create: "echo oracle10 my-oracle1 100.96.197.841",
    }),
    "an empty context": provider({ host: "ssh://thanos", context: "" }),
  },
  evasion: {
    ...Object.fromEntries(
      [
        ["-o", "ProxyCommand=id"],
        ["-o", "ProxyJump=oracle1"],
        [...SSH_OPTIONS, "-o", "Hostname=oracle1"],
        ["-F", "/tmp/config"],
        ["-l", "root"],
      ].map((sshOpts) => [
        `options of ssh: ${sshOpts.slice(-2).join(" ")}`,
        {
          given: provider({ host: "ssh://thanos", sshOpts: JSON.stringify(sshOpts) }),
          says: `thanos/second/sshOpts: must be those of src/rules/engines.ts; ${FIX}`,
        },
      ]),
    ),
    ...Object.fromEntries(
      ["pluginDownloadURL", "certPath", "registryAuth", "caMaterial"].map((at) => [
        `an argument that the program's provider has not: ${at}`,
        {
          given: provider({ host: "ssh://thanos", [at]: "x" }),
          says: `thanos/second/${at}: must be absent; ${FIX}`,
        },
      ]),
    ),
    "a context beside the right host": {
      given: provider({ host: "ssh://thanos", context: "oracle1" }),
      says: `thanos/second/context: must be absent, it overrides the host, got "oracle1"; ${FIX}`,
    },
    "a network, a volume and an image with another provider": {
      given: ["network:Network", "volume:Volume", "remoteImage:RemoteImage"].map((kind) => ({
        type: `docker:index/${kind}`,
        name: "data",
        inputs: {},
        host: "unix:///var/run/docker.sock",
      })),
      says: [1, 2, 3].flatMap(() =>
        refused("thanos/data/provider/host", '"unix:///var/run/docker.sock"'),
      ),
    },
    "a command whose DOCKER_HOST is another machine's": {
      given: command({ environment: { DOCKER_HOST: "ssh://oracle1" } }),
      says: refused("thanos/gate/environment/DOCKER_HOST", '"ssh://oracle1"'),
    },
    "a command with a context": {
      given: command({ environment: { DOCKER_CONTEXT: "oracle1" } }),
      says: `thanos/gate/environment/DOCKER_CONTEXT: must be absent, it overrides the host, got "oracle1"; ${FIX}`,
    },
    "a script that leads the docker command aside": {
      given: [
        command({ interpreter: ["/bin/sh", "-c", "docker -H tcp://10.0.0.9:2375 run redis"] }),
        command({ delete: "docker --context lab rm redis" }),
        command({ update: "DOCKER_HOST=tcp://10.0.0.9:2375 docker ps" }),
      ],
      says: [
        `thanos/gate/interpreter: must leave the Engine to DOCKER_HOST, got "docker -H"; ${FIX}`,
        `thanos/gate/delete: must leave the Engine to DOCKER_HOST, got "docker --context"; ${FIX}`,
        `thanos/gate/update: must leave the Engine to DOCKER_HOST, got "DOCKER_HOST="; ${FIX}`,
      ],
    },
    "another machine's address in a variable of a command": {
      given: command({ environment: { TO: "bev@100.96.197.84" } }),
      says: `thanos/gate/environment: must not name another machine than thanos's, got "100.96.197.84"; ${FIX}`,
    },
    "an edge region, which the site does not know": {
      given: container({}, { stack: "edge-nowhere", host: "ssh://thanos" }),
      says: [
        "edge-nowhere/redis/provider/host: must be the Engine of edge-nowhere, a stack without a machine in the site, " +
          'got "ssh://thanos"; add the machine to policies/kit/site.ts',
      ],
    },
    "another machine by its name alone, where the site knows it with user and port": {
      given: command({ create: "ssh oracle1 reboot" }),
      site: remote,
      says: `thanos/gate/create: must not name another machine than thanos's, got "oracle1"; ${FIX}`,
    },
    "another machine by its whole host": {
      given: command({ create: "DOCKER=ssh://bev@oracle1:22 run" }),
      site: remote,
      says: [
        `thanos/gate/create: must not name another machine than thanos's, got "ssh://bev@oracle1:22"; ${FIX}`,
      ],
    },
    "at the beginning of a script's second line": {
      given: [
        command({ interpreter: ["/bin/sh", "-c", "ssh \\\noracle1 true"] }),
        command({ interpreter: ["/bin/sh", "-c", "docker \\\n  -H other ps"] }),
      ],
      says: [
        `thanos/gate/interpreter: must not name another machine than thanos's, got "oracle1"; ${FIX}`,
        `thanos/gate/interpreter: must leave the Engine to DOCKER_HOST, got "docker \\\\u000a  -H"; ${FIX}`,
      ],
    },
    "from a stack that the site does not know, to machines with and without a host name": {
      given: [
        { ...command({ create: "ssh oracle1 true" }), stack: "edge-us-east" },
        {
          ...command({ create: "curl --unix-socket unix:///run/a.sock x" }),
          stack: "edge-us-east",
        },
      ],
      site: {
        oracle1: machine("ssh://oracle1", "100.64.0.2"),
        thanos: machine("unix:///run/a.sock", "127.0.0.2"),
      },
      says: [
        `edge-us-east/gate/create: must not name another machine than edge-us-east's, got "oracle1"; ${FIX}`,
        `edge-us-east/gate/create: must not name another machine than edge-us-east's, got "unix:///run/a.sock"; ${FIX}`,
      ],
    },
  },
});
