import { expect, it } from "@jest/globals";
import { formatFaults } from "../../lib/faults.ts";
import { serviceLike } from "../../../test/kit/site.ts";
import { configFaults } from "../index.ts";

const service = serviceLike("log-aggregation");
const said = (content: string): string =>
  formatFaults(configFaults(service, [{ name: "loki.yaml", content }]));

it.each([
  [
    "without a compactor",
    "limits_config: { retention_period: 720h }",
    "retention_period",
    "nothing",
  ],
  [
    "with a compactor that deletes nothing",
    "limits_config: { retention_period: 720h }\ncompactor: { working_directory: /loki }",
    ...["retention_period", "nothing"],
  ],
  [
    "with a compactor that is told not to",
    "limits_config: { retention_period: 720h }\ncompactor: { retention_enabled: false }",
    ...["retention_period", "false"],
  ],
  [
    "of single streams",
    "limits_config: { retention_stream: [{ selector: '{a=\"b\"}', priority: 1, period: 24h }] }",
    ...["retention_stream", "nothing"],
  ],
])("refuses a retention %s", (_what, content, name = "", found = "") => {
  expect(said(content)).toBe(
    "oracle1/log-aggregation/config/loki.yaml: compactor/retention_enabled must be true, because " +
      `limits_config/${name} is applied by nothing else, got ${found}; set it in src/software/loki/index.ts`,
  );
});

it("refuses a compactor that does not know where to keep what it is to delete", () => {
  const content =
    "limits_config: { retention_period: 720h }\ncompactor: { retention_enabled: true }";
  expect(said(content)).toContain(
    "compactor/delete_request_store must be a store of schema_config",
  );
});

it.each([
  "limits_config: {}",
  "auth_enabled: false",
  "limits_config: { retention_period: 720h }\ncompactor: { retention_enabled: true, delete_request_store: filesystem }",
])("takes %s", (content) => {
  expect(said(content)).toBe("");
});
