import { describe, expect, test } from "vitest";
import { parseManifest } from "../../core/manifest/parse-manifest.ts";
import { randomFrom, seedOfThisRun } from "../support/random.ts";
import { nastyManifest } from "./nasty-manifest.ts";

const seed = seedOfThisRun();
const count = process.env.SUNDOWN_FULL === "1" ? 100_000 : 1000;
const SLOWEST_MS = 2000;

/** Each document is drawn with what it means, so that a wrong acceptance shows, not only a crash. */
describe(`manifests from a grammar of nasty YAML, seed ${seed}`, () => {
  test(`${count} documents: never a crash, never accepted wrongly, never refused wrongly, never slow`, () => {
    const next = randomFrom(seed);
    let slowest = 0;
    for (let number = 0; number < count; number += 1) {
      const { bytes, poison, value } = nastyManifest(next);
      const start = performance.now();
      const { manifest, problems } = parseManifest(bytes, "fuzz.yaml");
      slowest = Math.max(slowest, performance.now() - start);
      const shown = () =>
        `document ${number}, ${poison ?? "no poison"}:\n${Buffer.from(bytes).toString().slice(0, 2000)}`;
      if (poison === undefined) {
        if (manifest === undefined) expect.fail(`${JSON.stringify(problems)}\n${shown()}`);
        expect(manifest, shown()).toMatchObject(value);
      } else if (manifest !== undefined || problems.length === 0) {
        expect.fail(`accepted: ${shown()}`);
      }
    }
    expect(slowest).toBeLessThan(SLOWEST_MS);
  }, 900_000);
});
