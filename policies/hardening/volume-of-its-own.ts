/** Refuses a volume whose driver or options could make it a folder of the host. */
import { VOLUME } from "../../src/lib/resources.ts";
import { volumeFindings } from "../../src/rules/mounts.ts";
import { typeRule } from "../kit/rule.ts";

export const volumeOfItsOwn = typeRule(
  VOLUME,
  {
    name: "volume-of-its-own",
    description:
      "A volume is a local one of the Engine, without options of a driver but those of a bounded folder in memory, because others can make it any folder of the host.",
    severity: "critical",
    tags: ["hardening", "cis-5.6"],
    fix: "remove it",
  },
  volumeFindings,
);
