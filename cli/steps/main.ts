/**
 * Starts the programs of src/steps. States contain this path: another one would run every step again
 * (ADR-0016).
 */
import "../../src/steps/main.ts";
