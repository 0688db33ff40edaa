#!/usr/bin/env node
// In a checkout Node runs the TypeScript as it is; the npm package holds the compiled copy instead.
import { existsSync } from "node:fs";

const source = new URL("./main.ts", import.meta.url);
await import(existsSync(source) ? source.href : new URL("../lib/cli/main.js", import.meta.url).href);
