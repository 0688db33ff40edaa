import { sha256 } from "../../core/digest.ts";

/** As a blob's name may be (Naming and referencing containers, blobs, and metadata). */
const LONGEST_NAME = 1024;
const MOST_SEGMENTS = 254;

/**
 * The path of what cannot lie under its own name: the hash of that.
 * @param path whose first three segments are names of services and our own, and never odd
 */
export function oddPath(path: string): string {
  return [...path.split("/").slice(0, 3), "odd-names", sha256(path)].join("/");
}

/** Whether a blob cannot be named so everywhere: some clients, and accounts with directories, drop dots and slashes. */
export function isOddBlobName(name: string): boolean {
  const segments = name.split("/");
  return (
    name.length > LONGEST_NAME ||
    segments.length > MOST_SEGMENTS ||
    segments.at(-1) === "" ||
    segments.some((segment) => segment.endsWith(".")) ||
    // What XML cannot hold would be missing in listings, or end them.
    /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(name)
  );
}
