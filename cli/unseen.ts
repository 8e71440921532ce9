/** Reads what people type and nobody may see, from the terminal or from a pipe. */
import { execFileSync } from "node:child_process";
import { createInterface } from "node:readline";
import { buffer } from "node:stream/consumers";
import { atTheLatest } from "../operations/interrupt.ts";

/** Lines with something in them, up to that many. */
export async function unseenLines(count: number, question: string): Promise<string[]> {
  process.stderr.write(`${question}\n`);
  echo(false);
  const putBack = atTheLatest(() => {
    echo(true);
  });
  try {
    return await firstLines(count);
  } finally {
    putBack();
  }
}

/** One line of a terminal, all of anything else. */
export async function unseenInput(question: string): Promise<Buffer> {
  if (!process.stdin.isTTY) return buffer(process.stdin);
  const [line = ""] = await unseenLines(1, question);
  return Buffer.from(line);
}

async function firstLines(count: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== "") lines.push(line.trim());
    if (lines.length === count) break;
  }
  return lines;
}

function echo(isShown: boolean): void {
  if (process.stdin.isTTY) execFileSync("stty", [isShown ? "echo" : "-echo"], { stdio: "inherit" });
}
