/** Fetches Java libraries from Maven Central with the machine's own Maven and its settings. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { capture } from "../../operations/command.ts";

const COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";

/** Copies `group:artifact:version`s and all that they need at run time into `directory`. */
export async function copyJars(artifacts: readonly string[], directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const project = path.join(path.dirname(directory), "pom.xml");
  writeFileSync(project, pom(artifacts));
  await capture("mvn", [
    ...["--batch-mode", "--quiet", "--file", project, COPY],
    `-DoutputDirectory=${directory}`,
    "-DincludeScope=runtime",
  ]);
}

function pom(artifacts: readonly string[]): string {
  const dependencies = artifacts.map((one) => {
    const [group = "", artifact = "", version = ""] = one.split(":");
    return `<dependency>${coordinates(group, artifact, version)}</dependency>`;
  });
  return `<project><modelVersion>4.0.0</modelVersion>${coordinates("bev", "jars", "1")}
<dependencies>
${dependencies.join("\n")}
</dependencies></project>
`;
}

function coordinates(group: string, artifact: string, version: string): string {
  return `<groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>`;
}
