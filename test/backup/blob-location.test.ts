import { describe, expect, test } from "vitest";
import { accountUrlOf, blobLocation, blobPath } from "../../azure/storage/blob-location.ts";
import { isArtifactHostAllowed } from "../../azure/storage/open-artifact.ts";

const PUBLIC = "core.windows.net";
const BOX = "localhost:10443";

describe("where a token may go", () => {
  test.each([
    ["https://stkeep.blob.core.windows.net/backups/a%20b/c.txt", PUBLIC, "stkeep", "backups", "a b/c.txt"],
    ["https://STKEEP.blob.core.windows.net/backups", PUBLIC, "stkeep", "backups", undefined],
    ["https://stkeep.blob.core.windows.net/", PUBLIC, "stkeep", undefined, undefined],
    ["https://localhost:10443/stkeep/backups/x", BOX, "stkeep", "backups", "x"],
  ])("%s is the cloud's storage", (url, suffix, account, container, blob) => {
    const found = blobLocation(url, suffix);
    expect([found?.account, found?.container, found?.blob]).toEqual([account, container, blob]);
  });

  test.each([
    ["http://stkeep.blob.core.windows.net/backups/x", PUBLIC],
    ["https://stkeep.blob.core.windows.net.evil.example/backups/x", PUBLIC],
    ["https://evilcore.windows.net/backups/x", PUBLIC],
    ["https://stkeep.web.core.windows.net/backups/x", PUBLIC],
    ["https://a.b.blob.core.windows.net/backups/x", PUBLIC],
    ["https://user:password@stkeep.blob.core.windows.net/backups/x", PUBLIC],
    ["https://evil.example/?x=stkeep.blob.core.windows.net", PUBLIC],
    ["https://evil.example/stkeep.blob.core.windows.net/x", PUBLIC],
    ["https://localhost:10444/stkeep/backups/x", BOX],
    ["https://localhost/stkeep/backups/x", BOX],
    ["https://localhost:10443/", BOX],
    ["https://stkeep.blob.core.windows.net/backups/%E0%A4%A", PUBLIC],
    ["https://stkeep.blob.core.windows.net/backups/x", undefined],
    ["stkeep.blob.core.windows.net/backups/x", PUBLIC],
  ])("%s is not", (url, suffix) => {
    expect(blobLocation(url, suffix)).toBeUndefined();
  });

  test("a listed host is compared whole, with its port", () => {
    const hosts = ["Backups.example:8443"];
    expect(isArtifactHostAllowed("https://backups.example:8443/x", PUBLIC, hosts)).toBe(true);
    for (const url of [
      "https://backups.example/x",
      "https://a.backups.example:8443/x",
      "http://backups.example:8443/x",
    ])
      expect(isArtifactHostAllowed(url, PUBLIC, hosts), url).toBe(false);
  });
});

test("names and URLs lead to each other", () => {
  for (const account of [accountUrlOf("stkeep", PUBLIC), accountUrlOf("stkeep", BOX)]) {
    const suffix = account.includes("localhost") ? BOX : PUBLIC;
    for (const name of ["a.txt", "a b/ü?#%/c", "x//y", "100%25"])
      expect(blobLocation(`${account}/keep/${blobPath(name)}`, suffix)).toEqual({
        accountUrl: account,
        account: "stkeep",
        container: "keep",
        blob: name,
      });
  }
});
