import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

// Estates in different test files have the same subscriptions: the lock of one must not hold up another.
const state = await mkdtemp(join(tmpdir(), "sundown-state-"));
process.env.XDG_STATE_HOME = state;
afterAll(() => rm(state, { recursive: true, force: true }));
