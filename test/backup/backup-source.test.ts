import { describe, expect, test } from "vitest";
import { sha256 } from "../../core/digest.ts";
import { backupScene } from "../support/backup-scene.ts";
import { SOURCE } from "../support/backup-world.ts";

const scene = backupScene();

describe("a source that does not hold still", () => {
  test("a blob that changes while it is copied is copied again as it is then", async () => {
    await scene.put("a.txt", "before");
    let changed = false;
    scene.world.storage.front.intercept = async ({ method, url }) => {
      if (changed || method !== "GET" || !url.startsWith("/stsource/images/a.txt")) return false;
      changed = true;
      await scene.put("a.txt", "afterwards");
      return false;
    };
    const result = await scene.run();
    const [, line] = await scene.listedIn(result.done[0]?.artifacts[0]?.url);
    expect(changed).toBe(true);
    expect(line).toMatchObject({ name: "a.txt", sha256: sha256("afterwards") });
    expect(await scene.target("stsource/images/blobs/a.txt").downloadToBuffer()).toEqual(
      Buffer.from("afterwards"),
    );
  });

  test("a blob that changes every time is held with its own code, and nothing is recorded", async () => {
    await scene.put("a.txt", "0");
    let round = 0;
    scene.world.storage.front.intercept = async ({ method, url }) => {
      if (method === "GET" && url.startsWith("/stsource/images/a.txt"))
        await scene.put("a.txt", String(++round));
      return false;
    };
    const result = await scene.run();
    expect(result).toMatchObject({
      recorded: false,
      done: [],
      held: [{ target: SOURCE, code: "source_blob_changed" }],
    });
    expect(await scene.folder.manifest()).not.toContain("list-");
  });

  test("what may not be read is held", async () => {
    scene.world.storage.front.intercept = ({ url }, response) => {
      if (!url.startsWith("/stsource")) return false;
      response.writeHead(403, { "x-ms-error-code": "AuthorizationFailure" }).end();
      return true;
    };
    expect((await scene.run()).held).toMatchObject([{ code: "source_access_denied" }]);
  });

  test("an archived blob is held, the others are copied", async () => {
    await scene.put("cold.txt", "cold");
    await scene.put("warm.txt", "warm");
    scene.world.storage.front.intercept = ({ method, url }, response) => {
      if (method !== "GET" || !url.startsWith("/stsource/images/cold.txt")) return false;
      response.writeHead(409, { "x-ms-error-code": "BlobArchived" }).end();
      return true;
    };
    expect((await scene.run()).held).toMatchObject([{ code: "source_blob_archived" }]);
    expect(await scene.target("stsource/images/blobs/warm.txt").exists()).toBe(true);
  });
});
