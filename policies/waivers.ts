/** Every exception from a rule, with who answers for it and until when. */
import type { Waiver } from "./kit/waivers.ts";

export const waivers: readonly Waiver[] = [];
