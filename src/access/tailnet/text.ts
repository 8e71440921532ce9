/** The policy as Tailscale takes it: JSON with comments, which say what each line is for. */
import type { GrantedPort, Target, TailnetPolicy } from "./policy.ts";

const HEAD = `// Generated from src/catalog: an edit here is lost at the next update.
//
// A tag is a machine: all of its containers have its one address on the tailnet. A grant names the
// ports of another machine that services of the source need, each with what answers there and who
// connects. Nothing else is let through. There are no rules for ssh: sshd and its keys decide who
// comes in, Tailscale's own server has no part in it. MagicDNS is a setting of the tailnet, not of
// its policy.`;

export function policyText({ groups, tagOwners, grants, tests }: TailnetPolicy): string {
  return `${HEAD}
{
  "groups": ${object(groups)},
  "tagOwners": ${object(tagOwners)},
  "grants": ${list(
    grants.map(({ src, dst, ports }) => [
      `"src": [${quoted(src)}],`,
      `"dst": [${quoted(dst)}],`,
      ...field("ip", ports.map(portLine)),
    ]),
  )},
  "tests": ${list(
    tests.map(({ src, proto, accept, deny }) => [
      `"src": ${quoted(src)},`,
      `"proto": ${quoted(proto)},`,
      ...field("accept", accept.map(targetLine)),
      ...field("deny", deny.map(targetLine)),
    ]),
  )},
}
`;
}

function object(entries: Readonly<Record<string, readonly string[]>>): string {
  const lines = Object.entries(entries).map(
    ([name, values]) => `    ${quoted(name)}: [${values.map(quoted).join(", ")}],\n`,
  );
  return `{\n${lines.join("")}  }`;
}

function list(entries: readonly (readonly string[])[]): string {
  const lines = entries.map(
    (entry) => `    {\n${entry.map((line) => `      ${line}\n`).join("")}    },\n`,
  );
  return `[\n${lines.join("")}  ]`;
}

/** None for an empty one. */
function field(name: string, values: readonly string[]): string[] {
  if (values.length === 0) return [];
  return [`${quoted(name)}: [`, ...values.map((value) => `  ${value}`), "],"];
}

function portLine({ protocol, port, answers, clients }: GrantedPort): string {
  return `${quoted(`${protocol}:${String(port)}`)}, // ${answers}: ${clients.join(", ")}`;
}

function targetLine({ dst, port, answers }: Target): string {
  return `${quoted(`${dst}:${String(port)}`)},${answers === undefined ? "" : ` // ${answers}`}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
