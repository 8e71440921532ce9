import type { Behaviour, Series } from "../behaviour.ts";
import { flag } from "./flag.ts";

const target = {
  ...{ job: "geo-router", service: "geo-router", family: "edge", availability: "24/7" },
};

/** Of one region of two. */
const region = (name: string, ill: 0 | 1): Series => ({
  metric: "bev_region_up",
  ...{ labels: { region: name }, well: 1, ill },
});

export const geoRouter: Record<string, Behaviour> = {
  NoRegionTakesRequests: {
    target,
    series: [region("us-east-1", 0), region("us-west-1", 0)],
    silent: {
      "one region of two": [region("us-east-1", 0), region("us-west-1", 1)],
      "a value below both": [{ ...region("us-east-1", 0), ill: -1 }],
    },
    drops: ["job", "availability", "region"],
    summary: "no edge region takes requests; geo-router on thanos answers 503",
  },
  RegionOut: {
    target,
    ...flag("bev_region_up", 1, { region: "us-east-1" }),
    told: { "one region of two": [region("us-east-1", 0), region("us-west-1", 1)] },
    summary: "us-east-1 takes no requests; geo-router on thanos sends them elsewhere",
  },
};
