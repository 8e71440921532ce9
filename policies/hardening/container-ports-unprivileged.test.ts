import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { containerPortsUnprivileged } from "./container-ports-unprivileged.ts";

function given(external: unknown, internal: unknown = 8080): Planned {
  return container({ ports: [{ internal, external }] });
}

function low(found: string): string[] {
  return [`thanos/redis/ports/0/external: must be above 1024, got ${found}; publish another port`];
}

const sshd = ['thanos/redis/command: must be without sshd, got "sshd"; use docker exec'];

describeRule(containerPortsUnprivileged, {
  complies: { "a high port": given(6379), "a low port inside, published high": given(8080, 80) },
  violates: { "the port of the web": { given: given(80), says: low("80") } },
  absent: { "no ports": container({}), "a port that is not published": given(undefined) },
  null: { "null for all": container({ ports: null, command: null, entrypoints: null }) },
  unknown: {
    "a computed port": {
      given: given(UNKNOWN),
      says: "thanos/redis/ports/0/external: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": "ports are numbers, and programs of a system are written in small letters",
  boundary: {
    "the first port for everybody": given(1025),
    "the last port of the system": { given: given(1024), says: low("1024") },
  },
  evasion: {
    "ssh published high": {
      given: given(2222, 22),
      says: "thanos/redis/ports/0/internal: must be other than 22, got 22; use docker exec",
    },
    "ssh without a port": { given: container({ command: ["/usr/sbin/sshd", "-D"] }), says: sshd },
    "ssh as entry point": {
      given: container({ entrypoints: ["sh", "-c", "sshd && redis-server"] }),
      says: sshd,
    },
    "a low port of udp": {
      given: container({ ports: [{ internal: 53, external: 53, protocol: "udp" }] }),
      says: low("53"),
    },
  },
});
