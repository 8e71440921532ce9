/** What an Engine remembers for operators: a label of a volume, which outlives a restart and is there for every machine. */
import { dockerOn, runProgram } from "./command.ts";

/** A node that is cut off must not hold up a command for as long as ssh would try. */
export const TIMEOUT_MS = 10_000;

export interface NotePlace {
  engine: string;
  /** Of the volume. */
  name: string;
  label: string;
}

/** Undefined where nothing was noted, and where the Engine does not answer. */
export async function noteAt<T>({ engine, name, label }: NotePlace): Promise<T | undefined> {
  const format = `{{index .Labels "${label}"}}`;
  const args = ["volume", "inspect", "--format", format, name];
  const options = { env: { DOCKER_HOST: engine }, timeout: TIMEOUT_MS };
  const { code, stdout } = await runProgram("docker", args, options);
  return code === 0 ? (JSON.parse(stdout) as T) : undefined;
}

/** What an earlier, interrupted command has noted stays. */
export async function note<T>(place: NotePlace, value: T): Promise<T> {
  const known = await noteAt<T>(place);
  if (known !== undefined) return known;
  const label = `${place.label}=${JSON.stringify(value)}`;
  await dockerOn(place.engine, "volume", "create", "--label", label, place.name);
  return value;
}

export async function forgetNote({ engine, name }: NotePlace): Promise<void> {
  await dockerOn(engine, "volume", "rm", "--force", name);
}
