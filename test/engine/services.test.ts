/** BEV's own services in Go: their own tests. */
import { expect, it } from "@jest/globals";
import { run } from "../kit/engine.ts";
import { built, serviceTests } from "../kit/go-programs.ts";

it.each(serviceTests.map((program) => [program.name, program] as const))(
  "%s pass",
  async (_name, program) => {
    const { code, output } = await run(await built(program), []);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^PASS$/m) });
  },
);
