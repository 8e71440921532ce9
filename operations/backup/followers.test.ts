/** What a restore says of those who follow what was restored. */
import { expect, it } from "@jest/globals";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { followerLines, followersOf } from "./followers.ts";

const configs = new Map([["oracle1", trackedConfig("oracle1")]]);

it("says how a replica copies everything again", () => {
  expect(followerLines(followersOf("postgres", configs), " --lab")).toEqual([
    "oracle1/postgres-replica cannot go on following it; have it copy everything again:",
    "  docker --host ssh://oracle1 rm --force bev_postgres_replica",
    "  docker --host ssh://oracle1 volume rm bev_postgres_replica_data",
    "  npx bev up --lab oracle1",
  ]);
});

it("says nothing where nobody follows", () => {
  expect(followersOf("redis", configs)).toEqual([]);
});
