import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/**
 * Writes `sbom.spdx.json` and `sbom.cyclonedx.json`: what the package installs. `npm sbom --omit dev` also leaves out
 * what tests and package need both, so npm is shown a package without anything for development.
 */
export function writeSboms(folder: string): void {
  const place = mkdtempSync(join(tmpdir(), "sundown-sbom-"));
  const npm = (...args: string[]): string =>
    execFileSync("npm", args, { cwd: place, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  try {
    const { devDependencies: _dev, ...rest } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    writeFileSync(join(place, "package.json"), JSON.stringify(rest));
    cpSync(join(root, "package-lock.json"), join(place, "package-lock.json"));
    npm("install", "--package-lock-only", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund");
    for (const format of ["spdx", "cyclonedx"]) {
      const text = npm("sbom", "--package-lock-only", "--sbom-format", format);
      writeFileSync(join(folder, `sbom.${format}.json`), text);
    }
  } finally {
    rmSync(place, { recursive: true });
  }
}

if (import.meta.main) writeSboms(process.argv[2] ?? ".");
