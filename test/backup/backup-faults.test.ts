import { describe, expect, test } from "vitest";
import { backupScene } from "../support/backup-scene.ts";

const scene = backupScene();

/** Answers as the service does when it refuses, for requests that match. */
function refuse(method: string, part: RegExp, status: number, code: string): void {
  scene.world.storage.front.intercept = (seen, response) => {
    if (seen.method !== method || !part.test(seen.url)) return false;
    response.writeHead(status, { "x-ms-error-code": code }).end();
    return true;
  };
}

describe("faults while copying", () => {
  // https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes
  test.each([
    [
      "a token that has expired",
      "GET",
      /stsource\/images\/a\.txt/,
      401,
      "InvalidAuthenticationInfo",
      "source_access_denied",
    ],
    [
      "a signature that has expired",
      "GET",
      /stsource\/images\/a\.txt/,
      403,
      "AuthenticationFailed",
      "source_access_denied",
    ],
    [
      "a blob that is brought back from the archive",
      "GET",
      /stsource\/images\/a\.txt/,
      409,
      "BlobBeingRehydrated",
      "source_blob_archived",
    ],
    [
      "a target that is disabled",
      "PUT",
      /stbackup\/keep\/.*a\.txt/,
      403,
      "AccountIsDisabled",
      "backup_target_unwritable",
    ],
    [
      "a target that has no room",
      "PUT",
      /stbackup\/keep\/.*a\.txt/,
      413,
      "RequestBodyTooLarge",
      "backup_target_unwritable",
    ],
  ] as const)(
    "%s has its own code, and nothing is recorded",
    async (_, method, part, status, azure, code) => {
      await scene.put("a.txt", "a");
      refuse(method, part, status, azure);
      expect(await scene.run()).toMatchObject({ done: [], recorded: false, held: [{ code }] });
      expect(await scene.folder.manifest()).not.toContain("list-");
    },
  );

  test("a copy that comes back cut is no copy", async () => {
    await scene.put("a.txt", "precious");
    scene.world.storage.front.intercept = ({ method, url }, response) => {
      if (method !== "GET" || !url.startsWith("/stbackup/") || !url.includes("a.txt")) return false;
      response.writeHead(200, { "content-length": "4", etag: '"0x1"' }).end("prec");
      return true;
    };
    expect(await scene.run()).toMatchObject({ done: [], held: [{ code: "copy_not_equal" }] });
  });
});

describe("faults after the copying", () => {
  const replace = async (content: string): Promise<void> => {
    await scene.target("stsource/images/blobs/a.txt").upload(content, content.length);
  };

  test("a copy that was written anew with the same bytes is still the copy", async () => {
    await scene.put("a.txt", "0123");
    await scene.run();
    await replace("0123");
    expect(await scene.verify()).toMatchObject({ ok: true });
  });

  test.each([
    ["replaced by other bytes", "3210", "artifact_hash_mismatch"],
    ["cut", "012", "artifact_truncated"],
    ["written on", "01234", "artifact_too_long"],
  ])("a copy that was %s is found", async (_, content, code) => {
    await scene.put("a.txt", "0123");
    await scene.run();
    await replace(content);
    const check = await scene.verify();
    expect(check).toMatchObject({ ok: false, problems: [{ code }] });
  });
});
