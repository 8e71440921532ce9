/** A folder as the URL of a backend, and back, as Pulumi reads it. */
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const PREFIX = "file://";

export function backendUrl(directory: string): string {
  return pathToFileURL(directory).href;
}

/**
 * Undefined for a backend of another kind, and for a URL that Pulumi refuses. It cuts off the query, takes the rest
 * for a path, from the home or from the project's folder, and only then decodes it.
 */
export function backendDirectory(url: string, project: string): string | undefined {
  if (!url.startsWith(PREFIX)) return undefined;
  const [rest = ""] = url.slice(PREFIX.length).split("?");
  const [encoded = ""] = path.resolve(project, fromHome(rest)).split("#");
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** What a workspace has that says where its backend is. */
interface Place {
  project: string;
  environment: Readonly<Record<string, string | undefined>>;
}

/** The folder of a workspace's backend; undefined where it is of another kind. */
export function backendOf({ project, environment }: Place): string | undefined {
  const url = environment["PULUMI_BACKEND_URL"] ?? process.env["PULUMI_BACKEND_URL"] ?? "";
  return backendDirectory(url, project);
}

/** Pulumi drops what stands at the place of the slash, and asks the list of users where the home is. */
function fromHome(file: string): string {
  return file.startsWith("~") ? path.join(homeOfUser(), file.slice(2)) : file;
}

function homeOfUser(): string {
  try {
    return os.userInfo().homedir;
  } catch {
    return os.homedir();
  }
}
