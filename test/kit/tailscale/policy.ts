/** What Tailscale's API judges of a policy file, for the names that a test uses. */
import { parseHujson } from "../../../src/lib/hujson.ts";
import { reasonOf } from "../../../src/lib/faults.ts";

export const DEFAULT_POLICY = `// Example/default ACLs for unrestricted connections.
{
	// Define access control lists for users, groups, autogroups, tags, and IP ranges.
	"grants": [
		// Allow all connections.
		{"src": ["*"], "dst": ["*"], "ip": ["*"]},
	],
}
`;

const SECTIONS = new Set(
  [
    ...["acls", "autoApprovers", "attrConfig", "defaultSrcPosture", "derpMap", "disableIPv4"],
    ...["grants", "groups", "hosts", "ipsets", "nodeAttrs", "oneCGNATRoute", "postures"],
    ...["randomizeClientPort", "ssh", "sshTests", "tagOwners", "tests"],
  ].map((section) => section.toLowerCase()),
);

/** An object of the file, its fields in small letters: the API takes them in any. */
type Fields = Record<string, unknown>;

export interface Refusal {
  message: string;
  data?: { user: string; errors: string[] }[];
}

/** Why the API refuses the policy, or undefined. */
export function judge(text: string): Refusal | undefined {
  let policy: Fields;
  try {
    policy = fields(parseHujson(text));
  } catch (error) {
    return { message: `error parsing policy file: ${reasonOf(error)}` };
  }
  const unknown = Object.keys(policy).find((name) => !SECTIONS.has(name));
  if (unknown !== undefined) return { message: `json: unknown field "${unknown}"` };
  const orphan = tagsIn(policy).find((tag) => !tagOwners(text).includes(tag));
  if (orphan !== undefined) return { message: `tag not found: "${orphan}"` };
  return failedTests(policy);
}

/** The tags that somebody owns: the others cannot be given to anything. */
export function tagOwners(text: string): string[] {
  return Object.keys(fields(fields(parseHujson(text))["tagowners"]));
}

function tagsIn(policy: Fields): string[] {
  const rules = ["acls", "grants", "ssh", "tests"].flatMap((section) => list(policy[section]));
  return rules
    .flatMap((rule) => ["src", "dst", "accept", "deny"].flatMap((name) => list(fields(rule)[name])))
    .map((name) => /^tag:[^:]+/.exec(String(name))?.[0])
    .filter((tag) => tag !== undefined);
}

function failedTests(policy: Fields): Refusal | undefined {
  const data = list(policy["tests"])
    .map((test) => {
      const { src, proto = "tcp", accept, deny } = fields(test);
      const user = String(src);
      const passes = (to: unknown): boolean => isAccepted(policy, user, String(to), String(proto));
      const errors = [
        ...list(accept)
          .filter((to) => !passes(to))
          .map((to) => `address "${String(to)}": want: Accept, got: Drop`),
        ...list(deny)
          .filter(passes)
          .map((to) => `address "${String(to)}": want: Drop, got: Accept`),
      ];
      return { user, errors };
    })
    .filter(({ errors }) => errors.length > 0);
  return data.length > 0 ? { message: "test(s) failed", data } : undefined;
}

/** By name: addresses, groups and postures are not resolved. */
function isAccepted(policy: Fields, source: string, target: string, protocol: string): boolean {
  const [destination, port] = parted(target);
  const includes = (names: unknown, name: string): boolean =>
    list(names).some((one) => one === "*" || one === name);
  const byGrant = list(policy["grants"]).some((grant) => {
    const { src, dst, ip } = fields(grant);
    const ports = list(ip).map((one) => String(one).replace(`${protocol}:`, ""));
    return includes(src, source) && includes(dst, destination) && includes(ports, port);
  });
  const byRule = list(policy["acls"]).some((rule) => {
    const { src, dst, proto = protocol } = fields(rule);
    return (
      proto === protocol &&
      includes(src, source) &&
      list(dst).some((to) => {
        const [name, ports] = parted(String(to));
        return includes([name], destination) && includes(ports.split(","), port);
      })
    );
  });
  return byGrant || byRule;
}

function parted(target: string): [destination: string, ports: string] {
  const colon = target.lastIndexOf(":");
  return [target.slice(0, colon), target.slice(colon + 1)];
}

function fields(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    if (value === undefined) return {};
    throw new Error("cannot unmarshal into an object");
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.toLowerCase(), member as unknown]),
  );
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
