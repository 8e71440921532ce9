/** Serves rules as a pack, with the waivers and the image lock of this repository. */
import { PolicyPack } from "@pulumi/policy";
import { readImageLock } from "../../src/stack/config/image-lock.ts";
import type { ImageLock } from "../../src/rules/images.ts";
import { waivers } from "../waivers.ts";
import { packArgs } from "./pack.ts";
import type { Rule } from "./rule.ts";
import { WaiverBook } from "./waivers.ts";

export function definePack(name: string, rules: readonly Rule[]): void {
  const locks = new Map<string, ImageLock>();
  const readLock = (file = "images.lock.json"): ImageLock => {
    const lock = locks.get(file) ?? readImageLock(file);
    locks.set(file, lock);
    return lock;
  };
  const now = (): Date => new Date();
  new PolicyPack(name, packArgs(rules, { waivers: new WaiverBook(waivers, now), readLock }));
}
