/** After each suite: everything is live and ready, and no container differs from the configuration. */
import { afterAll } from "@jest/globals";
import { succeeded } from "../kit/engine.ts";
import { isLabUp, lab } from "../kit/lab.ts";

afterAll(async () => {
  // The last suite removes the lab.
  if (!isLabUp()) return;
  await succeeded(lab.verified());
  await succeeded(lab.bev("drift", "--lab"));
});
