import { describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { COMMAND } from "../../src/lib/resources.ts";
import { commandDockerUnprivileged } from "./command-docker-unprivileged.ts";

function command(inputs: Record<string, unknown>): Planned {
  return { type: COMMAND, name: "backup", inputs };
}

function refused(
  call: string,
  found: string,
  wanted: string,
  at = "create",
): { given: Planned; says: string[] } {
  return {
    given: command({ [at]: call }),
    says: [
      `thanos/backup/${at}: must be ${wanted}, got "${found}"; ` +
        "leave it out, or declare the container as a resource",
    ],
  };
}

const root = "without the user root";

describeRule(
  commandDockerUnprivileged,
  [
    {
      kind: "complies",
      what: "a script in a container as its own user",
      given: command({ create: "docker exec bev_redis redis-cli save" }),
      says: [],
    },
    {
      kind: "complies",
      what: "a container that never starts",
      given: command({ create: 'id=$(docker create --network none --volume "$T:/bev" "$I" true)' }),
      says: [],
    },
    {
      kind: "complies",
      what: "as another user",
      given: command({ create: "docker exec --user 1000 bev_redis ls" }),
      says: [],
    },
    {
      kind: "complies",
      what: "as root without docker",
      given: command({ create: "sudo -u root true" }),
      says: [],
    },
    {
      kind: "violates",
      what: "a privileged call",
      ...refused("docker exec --privileged bev_redis sh", "--privileged", "without --privileged"),
    },
    { kind: "absent", what: "no texts", given: command({}), says: [] },
    {
      kind: "null",
      what: "null for all",
      given: command({ create: null, update: null, delete: null, interpreter: null }),
      says: [],
    },
    {
      kind: "unknown",
      what: "a computed text",
      given: command({ create: UNKNOWN }),
      says: [
        "thanos/backup/create: must be known at preview, is computed during the update; pass a literal",
      ],
    },
    {
      kind: "boundary",
      what: "privileges refused in words",
      given: command({ create: "docker run --privileged=false x" }),
      says: [],
    },
    {
      kind: "boundary",
      what: "a user whose number begins like root's",
      given: command({ create: "docker exec -u 07 x" }),
      says: [],
    },
    {
      kind: "evasion",
      what: "root by number",
      ...refused("docker exec -u 0 bev_redis sh", "-u 0", root),
    },
    {
      kind: "evasion",
      what: "root and its group, after other letters",
      ...refused("docker exec -itu root:root bev_redis sh", "-itu root", root),
    },
    {
      kind: "evasion",
      what: "root when it goes",
      ...refused("docker exec --user=0 bev_redis sh", "--user=0", root, "delete"),
    },
    {
      kind: "evasion",
      what: "in the interpreter",
      given: command({ interpreter: ["sh", "-c", "true; docker run --pid=host x"] }),
      says: [
        'thanos/backup/interpreter/2: must be without a namespace of the host, got "--pid=host"; leave it out, or declare the container as a resource',
      ],
    },
    {
      kind: "evasion",
      what: "a capability",
      ...refused("docker run --cap-add SYS_ADMIN x", "--cap-add", "without --cap-add"),
    },
    {
      kind: "evasion",
      what: "a device",
      ...refused("docker run --device /dev/sda x", "--device", "without --device"),
    },
    {
      kind: "evasion",
      what: "no seccomp",
      ...refused(
        "docker run --security-opt seccomp=unconfined x",
        "--security-opt",
        "without --security-opt",
      ),
    },
    {
      kind: "evasion",
      what: "the Engine's socket",
      ...refused(
        "docker run -v /var/run/docker.sock:/s x",
        "-v /var/run/docker.sock",
        "without the Engine's socket",
        "update",
      ),
    },
    { kind: "evasion", what: "a swarm", ...refused("docker swarm init", "swarm", "without swarm") },
  ],
  { "wrong case": "the docker CLI knows its flags in small letters only" },
);
