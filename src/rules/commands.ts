/** Commands that run beside the resources of a stack and talk to Docker Engines themselves. */
type Maybe<T> = T | null | undefined;

/** What rules read of a `command:local:Command`. */
export interface CommandInputs {
  create?: Maybe<string>;
  update?: Maybe<string>;
  delete?: Maybe<string>;
  interpreter?: Maybe<readonly string[]>;
  environment?: Maybe<Readonly<Record<string, string>>>;
  stdin?: Maybe<string>;
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
