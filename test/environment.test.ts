/** What the processes that this project starts see of the shell that it is called from. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { chosenEnvironment } from "../toolchain/environment.mjs";

const shell = { PATH: "/bin", HOME: "/home/a", USER: "a" };
const LOOPBACK = "127.0.0.1,127.0.0.0/8,localhost,::1";

function chosen(variables: Record<string, string>): Record<string, string | undefined> {
  return chosenEnvironment({ ...shell, ...variables });
}

describe("loopback goes through no proxy", () => {
  it.each([
    [{}, LOOPBACK],
    [{ https_proxy: "http://127.0.0.1:9" }, LOOPBACK],
    [{ no_proxy: "a.example, b.example" }, `a.example,b.example,${LOOPBACK}`],
    [{ NO_PROXY: " a.example\t.b.example " }, `a.example,.b.example,${LOOPBACK}`],
    [{ no_proxy: "a.example", NO_PROXY: "b.example" }, `a.example,b.example,${LOOPBACK}`],
    [{ no_proxy: "localhost ,127.0.0.1" }, "localhost,127.0.0.1,127.0.0.0/8,::1"],
    [{ no_proxy: ",,a.example,", NO_PROXY: "" }, `a.example,${LOOPBACK}`],
    [{ NO_PROXY: "*" }, `*,${LOOPBACK}`],
  ])("%j", (variables, hosts) => {
    expect(chosen(variables)).toMatchObject({ no_proxy: hosts, NO_PROXY: hosts });
    expect(chosen(variables)["no_grpc_proxy"]).toBeUndefined();
  });

  it("where gRPC has a list of its own too", () => {
    expect(chosen({ no_grpc_proxy: "a.example", no_proxy: "b.example" })["no_grpc_proxy"]).toBe(
      `b.example,a.example,${LOOPBACK}`,
    );
  });

  it("keeps the proxy for everything else", () => {
    const proxies = {
      https_proxy: "http://p:1",
      HTTP_PROXY: "http://p:2",
      ALL_PROXY: "socks5://p:3",
    };
    expect(chosen(proxies)).toMatchObject(proxies);
  });

  it("whatever is written into the lists", () => {
    const text = fc.string({
      unit: fc.constantFrom("a", ".", "*", ",", " ", "\t", "\n", ":", "1"),
    });
    fc.assert(
      fc.property(text, text, (lower, upper) => {
        const hosts = chosen({ no_proxy: lower, NO_PROXY: upper })["no_proxy"]?.split(",") ?? [];
        expect(hosts).toEqual(expect.arrayContaining(LOOPBACK.split(",")));
        expect(hosts.filter((host) => !host || /\s/.test(host))).toEqual([]);
      }),
    );
  });
});

it.each<Record<string, string>>([
  { LC_ALL: "de_DE.UTF-8" },
  { LANG: "fr_FR.UTF-8", LC_MESSAGES: "ja_JP.UTF-8" },
  { LANGUAGE: "es:en" },
  { LC_CTYPE: "C.UTF-8" },
  { LANG: "xx_XX" },
])("tools answer in English in %j", (variables) => {
  const { LC_ALL, LANGUAGE, LC_MESSAGES } = chosen(variables);
  expect([LC_ALL, LANGUAGE, LC_MESSAGES]).toEqual(["C", undefined, undefined]);
});

it.each([
  ...["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"],
  ...["GIT_NAMESPACE", "GIT_PREFIX", "GIT_CEILING_DIRECTORIES", "GIT_PAGER", "GIT_EXTERNAL_DIFF"],
  ...["NODE_ENV", "NODE_PATH", "TAR_OPTIONS", "GZIP", "BASH_ENV", "ENV", "CDPATH"],
  ...["GOFLAGS", "GOOS", "GOARCH", "DOCKER_CONTEXT", "DOCKER_DEFAULT_PLATFORM"],
  ...["VAULT_ADDR", "VAULT_NAMESPACE", "VAULT_SKIP_VERIFY", "TERRAFORM_VAULT_SKIP_CHILD_TOKEN"],
])("%s of the shell bends no tool", (name) => {
  expect(chosen({ [name]: "x" })).not.toHaveProperty(name);
});

it.each([
  ...["GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_GLOBAL", "GIT_SSH_COMMAND"],
  ...["SSH_AUTH_SOCK", "DOCKER_HOST", "DOCKER_CONFIG", "TAILSCALE_API_KEY", "GOPROXY"],
  ...["PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE", "AWS_PROFILE", "npm_config_registry"],
])("%s stays", (name) => {
  expect(chosen({ [name]: "x" })[name]).toBe("x");
});

it.each([
  ["no name of the user", { PATH: "/bin", HOME: "/h" }],
  ["an empty one", { PATH: "/bin", HOME: "/h", USER: "", LOGNAME: "" }],
  ["no home", { PATH: "/bin", USER: "a" }],
  ["an empty one of it", { PATH: "/bin", USER: "a", HOME: "" }],
  ["nothing at all", {}],
])("fills in what a container may lack: %s", (_what, variables) => {
  const { USER, HOME, PATH, LOGNAME } = chosenEnvironment(variables);
  expect([USER, HOME, PATH].filter((value) => !value)).toEqual([]);
  expect(LOGNAME).toBe(USER);
});
