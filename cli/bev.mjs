#!/usr/bin/env node
/** The `bev` command as npm installs it: sets up what is missing, then runs the verb. */
import { main } from "../toolchain/bootstrap.mjs";

process.exitCode = await main(["bev", ...process.argv.slice(2)]);
