import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import { portBoundToNode } from "./port-bound-to-node.ts";

const bound = (ip: unknown, where = {}) =>
  container({ ports: [{ internal: 80, external: 8080, ip }] }, where);

const FIX = "bind it to the node's address, or publish nothing";

function refused(found: string, expected = '"100.122.12.53" or loopback'): string[] {
  return [`thanos/redis/ports/0/ip: must be ${expected}, got ${found}; ${FIX}`];
}

describeRule(portBoundToNode, [
  { kind: "complies", what: "the node's address", given: bound("100.122.12.53"), says: [] },
  { kind: "complies", what: "loopback", given: [bound("127.0.0.1"), bound("::1")], says: [] },
  { kind: "violates", what: "every address", given: bound("0.0.0.0"), says: refused('"0.0.0.0"') },
  { kind: "absent", what: "no port", given: container({}), says: [] },
  {
    kind: "absent",
    what: "no address, which is every one",
    given: container({ ports: [{ internal: 80, external: 8080 }] }),
    says: refused("nothing"),
  },
  {
    kind: "null",
    what: "null for everything",
    given: container({ ports: null, publishAllPorts: null }),
    says: [],
  },
  { kind: "null", what: "null for the address", given: bound(null), says: refused("nothing") },
  {
    kind: "unknown",
    what: "a computed address",
    given: bound(UNKNOWN),
    says: [unknownAt("thanos/redis/ports/0/ip")],
  },
  {
    kind: "wrong case",
    what: "loopback in capitals is not even an address",
    given: bound("LOCALHOST"),
    says: refused('"LOCALHOST"'),
  },
  { kind: "boundary", what: "the end of loopback", given: bound("127.255.255.255"), says: [] },
  {
    kind: "boundary",
    what: "the address after loopback",
    given: bound("128.0.0.1"),
    says: refused('"128.0.0.1"'),
  },
  {
    kind: "boundary",
    what: "what only begins like loopback",
    given: bound("127.evil.example"),
    says: refused('"127.evil.example"'),
  },
  { kind: "evasion", what: "the empty address", given: bound(""), says: refused('""') },
  { kind: "evasion", what: "every IPv6 address", given: bound("::"), says: refused('"::"') },
  {
    kind: "evasion",
    what: "every IPv6 address in brackets and in full",
    given: [bound("[::]"), bound("0:0:0:0:0:0:0:0")],
    says: [...refused('"[::]"'), ...refused('"0:0:0:0:0:0:0:0"')],
  },
  {
    kind: "evasion",
    what: "another node's address",
    given: bound("100.96.197.84"),
    says: refused('"100.96.197.84"'),
  },
  {
    kind: "evasion",
    what: "all ports of the image",
    given: container({ publishAllPorts: true }),
    says: [
      `thanos/redis/publishAllPorts: must be false, it binds to every address, got true; ${FIX}`,
    ],
  },
  {
    kind: "evasion",
    what: "on a machine that nobody knows, no address is the node's",
    given: bound("100.122.12.53", { host: "ssh://elsewhere" }),
    says: refused('"100.122.12.53"', "a loopback address"),
  },
]);
