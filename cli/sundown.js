#!/usr/bin/env node
// In a checkout Node runs the TypeScript as it is; the npm package holds the compiled copy instead.
import { existsSync } from "node:fs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `sundown needs Node 22.18 or newer; this is Node ${process.versions.node} (${process.execPath}).\n`,
  );
  process.exit(2);
}
const source = new URL("./main.ts", import.meta.url);
await import(existsSync(source) ? source.href : new URL("../lib/cli/main.js", import.meta.url).href);
