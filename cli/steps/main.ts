/** The path under which states know the steps: another one would run every step again (ADR-0016). */
import "../../src/steps/main.ts";
