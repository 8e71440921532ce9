import type Docker from "dockerode";
import { expect, it } from "@jest/globals";
import { repoDigest } from "./image.ts";

const DIGESTS = ["a.bev:5000/web@sha256:11", "b.bev:5000/web@sha256:22"];

it.each<[string, string[] | null, string]>([
  ["b.bev:5000/web:1", DIGESTS, "b.bev:5000/web@sha256:22"],
  ["b.bev:5000/web:1@sha256:22", DIGESTS, "b.bev:5000/web@sha256:22"],
  ["b.bev:5000/web", DIGESTS, "b.bev:5000/web@sha256:22"],
  ["c.bev/web:1", DIGESTS, "a.bev:5000/web@sha256:11"],
  ["web:1", [], ""],
  ["web:1", null, ""],
])(
  "takes for the digest of %s, of %j, the one of its own repository",
  (name, digests, expected) => {
    const info = { RepoDigests: digests } as Docker.ImageInspectInfo;
    expect(repoDigest(info, name)).toBe(expected);
  },
);
