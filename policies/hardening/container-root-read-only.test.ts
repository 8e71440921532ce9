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

describeRule(containerRootReadOnly, {
  complies: {
    "read-only": container({ readOnly: true }),
    "with a tmpfs": container({ readOnly: true, tmpfs: { "/tmp": "size=1m" } }),
  },
  violates: { writable: { given: container({ readOnly: false }), says: refused("false") } },
  absent: { "the provider's default": { given: container({}), says: refused("nothing") } },
  null: {
    null: { given: container({ readOnly: null }), says: refused("null") },
    "null for the uploads": container({ readOnly: true, uploads: null }),
  },
  unknown: {
    "an output": {
      given: container({ readOnly: UNKNOWN }),
      says: "thanos/redis/readOnly: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": "a boolean has no letters",
  boundary: { "no uploads": container({ readOnly: true, uploads: [] }) },
  evasion: {
    "an upload, which a read-only root always refuses": {
      given: container({ readOnly: true, uploads: [{ file: "/etc/x", content: "y" }] }),
      says: upload('"/etc/x"'),
    },
    "a second upload, into a tmpfs": {
      given: container({
        readOnly: true,
        tmpfs: { "/tmp": "" },
        uploads: [{ file: "/a" }, { file: "/tmp/b" }],
      }),
      says: [...upload('"/a"'), ...upload('"/tmp/b"', 1)],
    },
    "a writable root and an upload": {
      given: container({ readOnly: false, uploads: [{ source: "/etc/shadow" }] }),
      says: [...refused("false"), ...upload("nothing")],
    },
  },
});
