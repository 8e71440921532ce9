#!/usr/bin/env node
import { main } from "../toolchain/bootstrap.mjs";

process.exitCode = await main(["bev", ...process.argv.slice(2)]);
