/** Commands that run beside the resources of a stack and talk to Docker Engines themselves. */
import { finding } from "./container.ts";
import type { Finding } from "./container.ts";

type Maybe<T> = T | null | undefined;

/** What rules read of a `command:local:Command`. */
export interface CommandInputs {
  create?: Maybe<string>;
  update?: Maybe<string>;
  delete?: Maybe<string>;
  interpreter?: Maybe<readonly string[]>;
  environment?: Maybe<Readonly<Record<string, string>>>;
  triggers?: Maybe<readonly unknown[]>;
}

/** The texts that a shell will run. */
export function commandTexts(command: CommandInputs): { at: string; text: string }[] {
  const verbs = (["create", "update", "delete"] as const).flatMap((at) => {
    const text = command[at];
    return text ? [{ at, text }] : [];
  });
  const interpreter = (command.interpreter ?? []).map((text, index) => ({
    at: `interpreter/${String(index)}`,
    text,
  }));
  return [...verbs, ...interpreter];
}

/** One call of the docker CLI: up to the end of its command. */
const DOCKER_CALL = /\bdocker\s+([^;|&\n]*)/g;

/** Flags that give a container what no container of the platform may have. */
const FORBIDDEN: readonly [RegExp, string][] = [
  [/(?:^|\s)--privileged(?!=false)(?=[\s=]|$)/, "without --privileged"],
  [/(?:^|\s)(?:-\w*u|--user)[\s=]?["']?(?:0|root)(?=["':\s]|$)/, "without the user root"],
  [/(?:^|\s)--cap-add\b/, "without --cap-add"],
  [/(?:^|\s)--device\b/, "without --device"],
  [/(?:^|\s)--security-opt[\s=]["']?(?!no-new-privileges)/, "without --security-opt"],
  [
    /(?:^|\s)--(?:pid|ipc|uts|userns|net|network)[\s=]["']?host\b/,
    "without a namespace of the host",
  ],
  [/(?:^|\s)(?:-v|--volume|--mount)[\s=]\S*docker\.sock/, "without the Engine's socket"],
  [/^(?:swarm|stack|service)\s/, "without swarm"],
];

/** What the rules about containers would refuse, asked of the docker CLI instead. */
export function dockerCallFindings(command: CommandInputs): Finding[] {
  return commandTexts(command).flatMap(({ at, text }) =>
    [...text.matchAll(DOCKER_CALL)].flatMap(([, call = ""]) =>
      FORBIDDEN.flatMap(([flag, wanted]) => {
        // No more of it than that: the rest may hold what no message may tell.
        const found = flag.exec(call)?.[0].trim();
        return found === undefined ? [] : [finding(at, wanted, found)];
      }),
    ),
  );
}

/** Containers whose processes a command limits, and the Engine on which it does. */
export interface ProcessLimit {
  host: string | undefined;
  containers: readonly string[];
}

/** Matches `docker update --pids-limit <number> <container>`, with variables or without. */
export function processLimits(command: CommandInputs): ProcessLimit[] {
  const environment = command.environment ?? {};
  return commandTexts(command).flatMap(({ text }) =>
    [...text.matchAll(/\bdocker\s+(?:container\s+)?update\s+([^;|&\n]*)/g)].flatMap(
      ([, call = ""]) => {
        const words = call.split(/[\s=]+/).map((word) => valueOf(word, environment));
        const flag = words.indexOf("--pids-limit");
        const isLimit = flag >= 0 && Number(words[flag + 1]) > 0;
        return isLimit
          ? [{ host: environment["DOCKER_HOST"], containers: words.toSpliced(flag, 2) }]
          : [];
      },
    ),
  );
}

/** A word of a shell command without its quotes, a variable as its value. */
function valueOf(word: string, environment: Readonly<Record<string, string>>): string {
  const bare = word.replace(/^["']|["']$/g, "");
  const [, name] = /^\$\{?(\w+)\}?$/.exec(bare) ?? [];
  return name === undefined ? bare : (environment[name] ?? "");
}
