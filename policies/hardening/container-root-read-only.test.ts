import { container, describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import { containerRootReadOnly } from "./container-root-read-only.ts";

function refused(found: string): string[] {
  return [
    `thanos/redis/readOnly: must be true, got ${found}; name what it writes in tmpfs or volumes`,
  ];
}

function upload(found: string, index = 0): string[] {
  return [
    `thanos/redis/uploads/${String(index)}: must be absent, got ${found}; bind its folder read-only`,
  ];
}

describeRule(
  containerRootReadOnly,
  [
    { kind: "complies", what: "read-only", given: container({ readOnly: true }), says: [] },
    {
      kind: "complies",
      what: "with a tmpfs",
      given: container({ readOnly: true, tmpfs: { "/tmp": "size=1m" } }),
      says: [],
    },
    {
      kind: "violates",
      what: "writable",
      given: container({ readOnly: false }),
      says: refused("false"),
    },
    {
      kind: "absent",
      what: "the provider's default",
      given: container({}),
      says: refused("nothing"),
    },
    { kind: "null", what: "null", given: container({ readOnly: null }), says: refused("null") },
    {
      kind: "null",
      what: "null for the uploads",
      given: container({ readOnly: true, uploads: null }),
      says: [],
    },
    {
      kind: "unknown",
      what: "an output",
      given: container({ readOnly: UNKNOWN }),
      says: [
        "thanos/redis/readOnly: must be known at preview, is computed during the update; pass a literal",
      ],
    },
    {
      kind: "boundary",
      what: "no uploads",
      given: container({ readOnly: true, uploads: [] }),
      says: [],
    },
    {
      kind: "evasion",
      what: "an upload, which a read-only root always refuses",
      given: container({ readOnly: true, uploads: [{ file: "/etc/x", content: "y" }] }),
      says: upload('"/etc/x"'),
    },
    {
      kind: "evasion",
      what: "a second upload, into a tmpfs",
      given: container({
        readOnly: true,
        tmpfs: { "/tmp": "" },
        uploads: [{ file: "/a" }, { file: "/tmp/b" }],
      }),
      says: [...upload('"/a"'), ...upload('"/tmp/b"', 1)],
    },
    {
      kind: "evasion",
      what: "a writable root and an upload",
      given: container({ readOnly: false, uploads: [{ source: "/etc/shadow" }] }),
      says: [...refused("false"), ...upload("nothing")],
    },
  ],
  { "wrong case": "a boolean has no letters" },
);
