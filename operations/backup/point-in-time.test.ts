/** Who pulls the WAL of a service. */
import { expect, it } from "@jest/globals";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { walKeeperOf } from "./point-in-time.ts";

const configs = new Map([["oracle1", trackedConfig("oracle1")]]);

it("is the row that names the service, where its node is deployed", () => {
  expect(walKeeperOf("postgres", configs)).toEqual({
    ...{ node: "oracle1", host: "ssh://oracle1", container: "bev_postgres_wal" },
  });
  expect(walKeeperOf("postgres", new Map())).toBeUndefined();
  expect(walKeeperOf("redis", configs)).toBeUndefined();
});
