import { execFileSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/**
 * Compiles what the npm package holds into lib/, anew each time, so that nothing of an older build is packed.
 * `npm run typecheck` has looked at the types before; here they are only written.
 */
function buildPackage(): void {
  const lib = join(root, "lib");
  rmSync(lib, { recursive: true, force: true });
  const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const flags = ["-p", join(root, "tsconfig.build.json"), "--noCheck"];
  execFileSync(process.execPath, [compiler, ...flags], { stdio: "inherit" });
  cpSync(join(root, "simulator", "estates"), join(lib, "simulator", "estates"), { recursive: true });
}

buildPackage();
