/** After each suite: everything is live and ready, and no container differs from the configuration. */
import { afterAll } from "@jest/globals";
import { succeeded } from "../kit/engine.ts";
import { isLabUp, lab } from "../kit/lab.ts";
import { putAllBack } from "../kit/put-back.ts";

afterAll(async () => {
  await putAllBack();
  // The last suite removes the lab.
  if (!isLabUp()) return;
  await Promise.all([succeeded(lab.verified()), succeeded(lab.bev("drift", "--lab"))]);
}, 15 * 60_000);
