// In plain JavaScript: Pulumi would compile a pack's first file with a compiler that does not know .ts imports.
import "./pack.ts";
