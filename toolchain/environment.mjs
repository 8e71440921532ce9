/**
 * The environment of every process that this project starts: the user's, without what would bend a tool that is
 * called by a program. Plain JavaScript for Node 20, without node_modules.
 */
import os from "node:os";

const LOOPBACK = ["127.0.0.1", "127.0.0.0/8", "localhost", "::1"];
const NO_PROXY = ["no_proxy", "NO_PROXY", "no_grpc_proxy"];

/** Another repository, another index, another pager than the ones that git is asked about. */
const GIT = /^GIT_(?!CONFIG_|SSH|ASKPASS$|TERMINAL_PROMPT$|AUTHOR_|COMMITTER_)/;

/**
 * Read by a tool on the way: flags for another Node, other defaults for npm, tar, Go, Docker and Vault, files that
 * each shell reads at its start.
 */
const BENDING = [
  GIT,
  /^NODE_(ENV|PATH)$/,
  /^(LANGUAGE|LC_\w+)$/,
  /^(BASH_ENV|ENV|CDPATH|TAR_OPTIONS|GZIP|GREP_OPTIONS)$/,
  /^(GOFLAGS|GOOS|GOARCH|GO111MODULE|GOEXPERIMENT)$/,
  /^DOCKER_(CONTEXT|DEFAULT_PLATFORM|CONTENT_TRUST)$/,
  /^(TERRAFORM_)?VAULT_/,
];

/**
 * @param {NodeJS.ProcessEnv} inherited
 * @returns {Record<string, string>}
 */
export function chosenEnvironment(inherited = process.env) {
  const kept = Object.entries(inherited).filter(
    ([name, value]) => value !== undefined && !BENDING.some((one) => one.test(name)),
  );
  const user = inherited.USER || inherited.LOGNAME || userName();
  return {
    ...Object.fromEntries(kept),
    ...noProxy(inherited),
    // Messages are compared with what tools say in English; names of files are bytes to all of them.
    LC_ALL: "C",
    GOWORK: "off",
    PATH: inherited.PATH || "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: homeDirectory(inherited.HOME),
    // Pulumi writes it into its locks, and has no other way to know it where the user is in no list.
    USER: user,
    LOGNAME: user,
  };
}

/** Makes it the environment of this process, and so of all that it starts. */
export function chooseEnvironment() {
  const chosen = chosenEnvironment();
  for (const name of Object.keys(process.env)) if (!(name in chosen)) delete process.env[name];
  Object.assign(process.env, chosen);
}

/** Pulumi's parts talk to each other over loopback; a proxy would be asked for that without these. */
function noProxy(inherited) {
  const named = NO_PROXY.flatMap((name) => (inherited[name] ?? "").split(/[\s,]+/));
  const hosts = [...new Set([...named, ...LOOPBACK])].filter(Boolean).join(",");
  return {
    no_proxy: hosts,
    NO_PROXY: hosts,
    ...(inherited.no_grpc_proxy && { no_grpc_proxy: hosts }),
  };
}

/** A user of a container need not be in the machine's list of users. */
function userName() {
  try {
    return os.userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 0}`;
  }
}

/** @param {string | undefined} home */
export function homeDirectory(home = process.env.HOME) {
  if (home) return home;
  try {
    return os.homedir();
  } catch {
    return "/";
  }
}
