import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import { portBoundToNode } from "./port-bound-to-node.ts";

const bound = (ip: unknown, where = {}) =>
  container({ ports: [{ internal: 80, external: 8080, ip }] }, where);

const FIX = "bind it to the node's address, or publish nothing";

function refused(found: string, expected = '"100.122.12.53" or loopback'): string[] {
  return [`thanos/redis/ports/0/ip: must be ${expected}, got ${found}; ${FIX}`];
}

describeRule(portBoundToNode, {
  complies: {
    "the node's address": bound("100.122.12.53"),
    loopback: [bound("127.0.0.1"), bound("::1")],
  },
  violates: { "every address": { given: bound("0.0.0.0"), says: refused('"0.0.0.0"') } },
  absent: {
    "no port": container({}),
    "no address, which is every one": {
      given: container({ ports: [{ internal: 80, external: 8080 }] }),
      says: refused("nothing"),
    },
  },
  null: {
    "null for everything": container({ ports: null, publishAllPorts: null }),
    "null for the address": { given: bound(null), says: refused("nothing") },
  },
  unknown: {
    "a computed address": { given: bound(UNKNOWN), says: unknownAt("thanos/redis/ports/0/ip") },
  },
  "wrong case": {
    "loopback in capitals is not even an address": {
      given: bound("LOCALHOST"),
      says: refused('"LOCALHOST"'),
    },
  },
  boundary: {
    "the end of loopback": bound("127.255.255.255"),
    "the address after loopback": { given: bound("128.0.0.1"), says: refused('"128.0.0.1"') },
    "what only begins like loopback": {
      given: bound("127.evil.example"),
      says: refused('"127.evil.example"'),
    },
  },
  evasion: {
    "the empty address": { given: bound(""), says: refused('""') },
    "every IPv6 address": { given: bound("::"), says: refused('"::"') },
    "every IPv6 address in brackets and in full": {
      given: [bound("[::]"), bound("0:0:0:0:0:0:0:0")],
      says: [...refused('"[::]"'), ...refused('"0:0:0:0:0:0:0:0"')],
    },
    "another node's address": { given: bound("100.96.197.84"), says: refused('"100.96.197.84"') },
    "all ports of the image": {
      given: container({ publishAllPorts: true }),
      says: `thanos/redis/publishAllPorts: must be false, it binds to every address, got true; ${FIX}`,
    },
    "on a machine that nobody knows, no address is the node's": {
      given: bound("100.122.12.53", { host: "ssh://elsewhere" }),
      says: refused('"100.122.12.53"', "a loopback address"),
    },
  },
});
