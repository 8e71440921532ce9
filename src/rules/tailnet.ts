/** What the tailnet's policy file and its keys grant. */
import { reasonOf, shown } from "../lib/faults.ts";
import { parseHujson } from "../lib/hujson.ts";
import { finding } from "./container.ts";
import type { Finding } from "./container.ts";

/** The policy file as a resource has it. */
export interface PolicyInputs {
  acl?: unknown;
}

type Section = Readonly<Record<string, unknown>>;

/** Judges the parsed policy file; one that cannot be read is refused. */
function inPolicy({ acl }: PolicyInputs, judge: (policy: Section) => Finding[]): Finding[] {
  let policy: unknown;
  try {
    policy = typeof acl === "string" ? parseHujson(acl) : acl;
  } catch (error) {
    return [{ at: "acl", problem: `must be HuJSON, is not: ${reasonOf(error)}` }];
  }
  if (typeof policy === "object" && policy !== null && !Array.isArray(policy)) {
    return judge(policy as Section);
  }
  return [finding("acl", "a policy file", policy ?? undefined)];
}

/**
 * Everything, in each spelling: `tag:db:*` is every port and so is the range of all of them, the
 * group is everybody on any tailnet, and two networks of length 1 are the internet.
 */
const EVERYTHING = /\*|^autogroup:danger-all$|^[\d.:a-f]+\/[0-7]$|(^|:)[01]-65535$/i;

/** A rule for everybody, everything or every port undoes all the others, because rules only add. */
export function grantFindings(inputs: PolicyInputs): Finding[] {
  return inPolicy(inputs, (policy) => [
    ...["grants", "acls", "ssh"].flatMap((section) =>
      entriesOf(policy, section).flatMap(({ at, entry }) =>
        ["src", "dst", "ip", "ports", "users"].flatMap((field) =>
          wide(`${at}/${field}`, fieldOf(entry, field)),
        ),
      ),
    ),
    // Names for addresses and people: a grant that uses one has all that it stands for.
    ...["hosts", "groups", "ipsets"].flatMap((section) =>
      Object.entries((fieldOf(policy, section) ?? {}) as Section).flatMap(([name, value]) =>
        wide(`acl/${section}/${name}`, value),
      ),
    ),
    ...entriesOf(policy, "grants").flatMap(({ at, entry }) =>
      ["src", "dst", "ip"]
        .filter((field) => textsIn(fieldOf(entry, field)).length === 0)
        .filter((field) => field !== "ip" || fieldOf(entry, "app") === undefined)
        .map((field) => ({
          at: `${at}/${field}`,
          problem: "must name what it grants, got nothing",
        })),
    ),
  ]);
}

function wide(at: string, value: unknown): Finding[] {
  return textsIn(value).flatMap((text, index) =>
    EVERYTHING.test(text.trim())
      ? [
          {
            at: `${at}/${String(index)}`,
            problem: `must name users, tags or ports, got ${shown(text)}`,
          },
        ]
      : [],
  );
}

/** A policy file proves what it refuses as well as what it lets through. */
export function policyTestFindings(inputs: PolicyInputs): Finding[] {
  return inPolicy(inputs, (policy) => {
    const tests = entriesOf(policy, "tests").map(({ entry }) => entry);
    const sshTests = entriesOf(policy, "sshTests").map(({ entry }) => entry);
    const hasSsh = entriesOf(policy, "ssh").length > 0;
    return [
      ...missing("tests", tests, ["accept", "deny"]),
      ...(hasSsh ? missing("sshTests", sshTests, ["accept", "deny"]) : []),
    ];
  });
}

function missing(section: string, tests: readonly Section[], fields: readonly string[]): Finding[] {
  return fields
    .filter((field) => !tests.some((test) => textsIn(fieldOf(test, field)).length > 0))
    .map((field) => ({
      at: `acl/${section}`,
      problem: `must have one with ${shown(field)}, has none`,
    }));
}

/** Everybody: a machine that may take a tag has all that is granted to it. */
const ANYBODY = /\*|^autogroup:(member|tagged|danger-all)$/i;

export function tagOwnerFindings(inputs: PolicyInputs): Finding[] {
  return inPolicy(inputs, (policy) => {
    const owners = (fieldOf(policy, "tagOwners") ?? {}) as Section;
    const unowned = tagsIn(policy).filter((tag) => !(tag in owners));
    return [
      ...Object.entries(owners).flatMap(([tag, list]) =>
        textsIn(list).flatMap((owner, index) =>
          ANYBODY.test(owner.trim())
            ? [
                {
                  at: `acl/tagOwners/${tag}/${String(index)}`,
                  problem: `must be a group, a tag or administrators, got ${shown(owner)}`,
                },
              ]
            : [],
        ),
      ),
      ...unowned.map((tag) => ({
        at: "acl/tagOwners",
        problem: `must say who owns ${shown(tag)}, does not`,
      })),
    ];
  });
}

/** Tags that a grant names, without ports. */
function tagsIn(policy: Section): string[] {
  const texts = ["grants", "acls", "ssh"].flatMap((section) =>
    entriesOf(policy, section).flatMap(({ entry }) => [
      ...textsIn(fieldOf(entry, "src")),
      ...textsIn(fieldOf(entry, "dst")),
    ]),
  );
  const tags = texts.flatMap((text) => /^tag:[\w-]+/.exec(text)?.[0] ?? []);
  return [...new Set(tags)];
}

export interface KeyInputs {
  ephemeral?: unknown;
  expiry?: unknown;
  preauthorized?: unknown;
  reusable?: unknown;
  tags?: unknown;
}

/** A key is made for one machine that joins during one update. */
const LONGEST_EXPIRY = 86_400;

export function keyFindings(key: KeyInputs): Finding[] {
  const { expiry, reusable } = key;
  const tags = textsIn(key.tags);
  const seconds = typeof expiry === "number" ? expiry : 0;
  return [
    ...(tags.length > 0 && tags.every((tag) => /^tag:[a-z][a-z0-9-]*$/.test(tag))
      ? []
      : [finding("tags", "one tag or more", key.tags ?? undefined)]),
    ...(reusable === true || reusable === "true" ? [finding("reusable", "false", reusable)] : []),
    ...(["ephemeral", "preauthorized"] as const)
      .filter((field) => typeof key[field] !== "boolean")
      .map((at) => finding(at, "declared as true or false", key[at] ?? undefined)),
    ...(seconds > 0 && seconds <= LONGEST_EXPIRY
      ? []
      : [finding("expiry", `1 to ${String(LONGEST_EXPIRY)} seconds`, expiry ?? undefined)]),
  ];
}

function entriesOf(policy: Section, section: string): { at: string; entry: Section }[] {
  const list = fieldOf(policy, section);
  if (!Array.isArray(list)) return [];
  return (list as unknown[]).map((entry, index) => ({
    at: `acl/${section}/${String(index)}`,
    entry: (entry ?? {}) as Section,
  }));
}

/** Tailscale reads the names of fields in any case. */
function fieldOf(section: Section, name: string): unknown {
  const key = Object.keys(section).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : section[key];
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}
