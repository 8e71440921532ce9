/** Reads in Vault what people gave, for the files of one service. */
import type { GivenFile, GivenPlace } from "../../access/vault/given.ts";
import { UserError } from "../../lib/error.ts";
import type { ConfigFile } from "../../software/software.ts";
import type { VaultClient } from "./client.ts";

/**
 * Of each exactly the version that the plan names: another one was not reviewed.
 * @throws UserError where Vault has that version no more
 */
export async function readGiven(
  vault: VaultClient,
  { token, mount, folder, stack }: GivenPlace,
  { name, id, version, template = "{secret}" }: GivenFile,
): Promise<ConfigFile> {
  const path = `${mount}/data/${folder}/${id}?version=${String(version)}`;
  const { status, body } = await vault.ask("GET", path, undefined, token);
  const { data } = (body["data"] ?? {}) as { data?: { password?: string } | null };
  if (status === 200 && data?.password !== undefined) {
    const { password } = data;
    return { name, content: template.replace("{secret}", () => password) };
  }
  const answer = status === 404 ? "is not" : `answers ${String(status)}`;
  throw new UserError(
    `${stack}/${id}: version ${String(version)} must be in Vault, ${answer}; run npx bev secrets set ${stack}/${id}`,
  );
}
