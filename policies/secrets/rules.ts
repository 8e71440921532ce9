/** The pack `secrets`: where no secret may be written. */
import type { Rule } from "../kit/rule.ts";
import { commandHoldsNoSecret } from "./command-holds-no-secret.ts";
import { containerHoldsNoSecret } from "./container-holds-no-secret.ts";

export const secrets: readonly Rule[] = [commandHoldsNoSecret, containerHoldsNoSecret];
