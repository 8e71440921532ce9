/** Every rule of every pack. */
import type { Rule } from "./kit/rule.ts";
import { capacity } from "./capacity/rules.ts";
import { hardening } from "./hardening/rules.ts";
import { network } from "./network/rules.ts";
import { placement } from "./placement/rules.ts";
import { secrets } from "./secrets/rules.ts";
import { vault } from "./vault/rules.ts";

export const packs: Readonly<Record<string, readonly Rule[]>> = {
  placement,
  capacity,
  hardening,
  network,
  secrets,
  vault,
};

export const rules: readonly Rule[] = Object.values(packs).flat();
