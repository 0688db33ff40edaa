import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/own-state.ts"],
    // Tests start real servers and processes: generous, since a timed-out test says nothing about the cause.
    // The whole matrices of `npm run test:full` are single tests with many thousand cases.
    testTimeout: process.env.SUNDOWN_FULL === undefined ? 120_000 : 900_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
    reporters: ["default"],
  },
});
