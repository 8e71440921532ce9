/** Serves all packs from one process, because each would take a second to start. */
import { definePack } from "./kit/define.ts";
import { rules } from "./rules.ts";

definePack("bev", rules);
