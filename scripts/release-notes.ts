import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What CHANGELOG.md says of a version: the lines below its heading.
 *
 * @throws Error when it says nothing of it
 */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const [heading, ...lines] = (
    sections.find((section) => section.split("\n", 1)[0]?.trim() === version) ?? ""
  ).split("\n");
  const notes = lines.join("\n").trim();
  if (heading === undefined || notes === "") throw new Error(`CHANGELOG.md says nothing of ${version}.`);
  return `${notes}\n`;
}

/** The version of a tag, which has to be the package's: a release of another version would be published under it. */
export function versionOfTag(tag: string, packageVersion: string): string {
  if (tag !== `v${packageVersion}`)
    throw new Error(`The tag is ${tag}, but package.json says ${packageVersion}.`);
  return packageVersion;
}

if (import.meta.main) {
  const read = (name: string) => readFileSync(join(import.meta.dirname, "..", name), "utf8");
  const version = versionOfTag(process.argv[2] ?? "", JSON.parse(read("package.json")).version);
  process.stdout.write(releaseNotes(read("CHANGELOG.md"), version));
}
