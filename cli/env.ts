/** `bev env`: a shell in which plain pulumi commands work on the embedded backend. */
import { Command } from "commander";
import { allStacks } from "../operations/stacks.ts";
import { openStacks, previewWorkspace } from "../operations/workspace.ts";
import { shellWord } from "../src/lib/shell-script.ts";

/** What the set-up adds to the environment of this process. */
const TOOLCHAIN = [
  "PATH",
  "PULUMI_HOME",
  "PULUMI_SKIP_UPDATE_CHECK",
  "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION",
  "no_proxy",
  "NO_PROXY",
];

export function envCommand(): Command {
  return new Command("env")
    .description(
      'print what a shell needs for plain pulumi: eval "$(npx bev env)"; again after a stack file changed',
    )
    .action(async () => {
      const workspace = previewWorkspace();
      await openStacks(workspace, allStacks());
      const toolchain = Object.fromEntries(
        TOOLCHAIN.map((name) => [name, process.env[name] ?? ""]),
      );
      console.log(shellText({ ...toolchain, ...workspace.environment }, workspace.project));
    });
}

/** For any shell of the Bourne family, whatever is in a value. */
function shellText(
  environment: Readonly<Record<string, string | undefined>>,
  directory: string,
): string {
  const lines = Object.entries(environment).map(([name, value]) =>
    value === undefined ? `unset ${name}` : `export ${name}=${shellWord(value)}`,
  );
  return [...lines, `cd -- ${shellWord(directory)}`].join("\n");
}
