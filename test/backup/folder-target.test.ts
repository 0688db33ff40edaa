import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { backupScene } from "../support/backup-scene.ts";

const scene = backupScene();

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "copies-"));
});
afterEach(() => rm(place, { recursive: true, force: true }));

describe("a local folder for backups", () => {
  test.runIf(process.platform === "linux")(
    "ends with its own code where no folder can be made, instead of never",
    async () => {
      await expect(scene.run("/proc/sundown/deep")).rejects.toMatchObject({
        code: "backup_target_unwritable",
        exitCode: 4,
      });
    },
  );
});
