/** The unit tests that kill mutants of the pack kit. */
import base from "./jest.config.mjs";

export default {
  ...base,
  testMatch: [
    "<rootDir>/policies/{kit,capacity}/*.test.ts",
    "<rootDir>/policies/waivers.test.ts",
    "<rootDir>/policies/hardening/container-mounts-{safe,its-own}.test.ts",
    "<rootDir>/policies/network/port-bound-to-node.test.ts",
    "<rootDir>/policies/placement/{component-gpu-on-gpu-node,family-on-its-node,resource-on-own-engine,stack-without-starlord}.test.ts",
    "<rootDir>/policies/secrets/container-holds-no-secret.test.ts",
  ],
};
