import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { containerTmpfsBounded } from "./container-tmpfs-bounded.ts";

function given(options: string | null): Planned {
  return container({ tmpfs: { "/tmp": options } });
}

function refused(found: string): string[] {
  return [
    `thanos/redis/tmpfs/tmp: must be rw or ro with nosuid, nodev and size=<number>m, got ${found}; ` +
      "state its options",
  ];
}

function mount(found: string): string[] {
  return [
    `thanos/redis/mounts/0/tmpfsOptions/sizeBytes: must be above 0, got ${found}; state its options`,
  ];
}

describeRule(containerTmpfsBounded, [
  {
    kind: "complies",
    what: "all options",
    given: given("rw,noexec,nosuid,nodev,size=64m,uid=1,gid=1"),
    says: [],
  },
  {
    kind: "complies",
    what: "where libraries are loaded from",
    given: given("rw,exec,nosuid,nodev,size=1g"),
    says: [],
  },
  {
    kind: "violates",
    what: "without a size",
    given: given("rw,nosuid,nodev"),
    says: refused('"rw,nosuid,nodev"'),
  },
  { kind: "absent", what: "no tmpfs", given: container({}), says: [] },
  { kind: "null", what: "null for the options", given: given(null), says: refused("null") },
  { kind: "null", what: "null for all", given: container({ tmpfs: null, mounts: null }), says: [] },
  {
    kind: "unknown",
    what: "computed options",
    given: given(UNKNOWN),
    says: [
      "thanos/redis/tmpfs//tmp: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "an option in capitals",
    given: given("rw,NOSUID,nodev,size=1m"),
    says: refused('"rw,NOSUID,nodev,size=1m"'),
  },
  {
    kind: "boundary",
    what: "a size of 0, which is none",
    given: given("nosuid,nodev,size=0m"),
    says: refused('"nosuid,nodev,size=0m"'),
  },
  { kind: "boundary", what: "the smallest size", given: given("nosuid,nodev,size=1k"), says: [] },
  {
    kind: "boundary",
    what: "a mount of one byte",
    given: container({ mounts: [{ type: "tmpfs", tmpfsOptions: { sizeBytes: 1 } }] }),
    says: [],
  },
  {
    kind: "evasion",
    what: "a size in per cent of the host's memory",
    given: given("nosuid,nodev,size=90%"),
    says: refused('"nosuid,nodev,size=90%"'),
  },
  {
    kind: "evasion",
    what: "an option taken back",
    given: given("nosuid,nodev,size=1m,suid"),
    says: refused('"nosuid,nodev,size=1m,suid"'),
  },
  {
    kind: "evasion",
    what: "a mount without a size",
    given: container({ mounts: [{ type: "tmpfs", target: "/tmp" }] }),
    says: mount("nothing"),
  },
  {
    kind: "evasion",
    what: "a mount of size 0",
    given: container({ mounts: [{ type: "tmpfs", tmpfsOptions: { sizeBytes: 0 } }] }),
    says: mount("0"),
  },
  {
    kind: "evasion",
    what: "a size in other words",
    given: [given("xsize=64m,nosuid,nodev"), given("size=64mx,nosuid,nodev")],
    says: [...refused('"xsize=64m,nosuid,nodev"'), ...refused('"size=64mx,nosuid,nodev"')],
  },
  ...[
    "size=16m,nosuid,nodev,size=0",
    "size=16m,nosuid,nodev,size=50%",
    "size=16m,nosuid,nodev,size=",
    "size=16m,nosuid,nodev,nr_blocks=0",
    "size=16m,nosuid,nodev,nr_inodes=0",
    "size=16m,nosuid,nodev,huge=always",
    "size=16m,nosuid,nodev,mpol=bind:0",
    "nosuid,nodev,suid,size=16m",
    "dev,nosuid,nodev,size=16m,dev",
    "size=-1,nosuid,nodev",
    "size=0x10m,nosuid,nodev",
    "size=16m, nosuid,nodev",
    "size=16m,nosuid,nodev,mode=rwx",
    "size=16m,nosuid,nodev,toString",
  ].map((options) => ({
    kind: "evasion" as const,
    what: `as the kernel reads ${options}`,
    given: given(options),
    says: refused(`"${options}"`),
  })),
  {
    kind: "boundary",
    what: "options that are taken back, and a size in other units",
    given: [
      given("suid,dev,nosuid,nodev,size=8m,size=16m"),
      given("nosuid,nodev,size=1048576"),
      given("nosuid,nodev,size=1G,mode=1777,nr_inodes=1k"),
    ],
    says: [],
  },
  {
    kind: "evasion",
    what: "an option and its opposite",
    given: [given("size=64m,nosuid,nodev,dev"), given("size=64m,nosuid,nodev,suid")],
    says: [...refused('"size=64m,nosuid,nodev,dev"'), ...refused('"size=64m,nosuid,nodev,suid"')],
  },
  {
    kind: "boundary",
    what: "mounts of another type, which have no size",
    given: container({ mounts: [{ type: "bind" }, { type: "volume" }] }),
    says: [],
  },
]);
