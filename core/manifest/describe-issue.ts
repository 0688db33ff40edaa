import type { z } from "zod";
import type { ManifestPath } from "./manifest-nodes.ts";

type Issue = z.core.$ZodIssue;

export interface DescribedIssue {
  readonly path: ManifestPath;
  /** Whether the key at the end of the path is the problem, not its value. */
  readonly of: "key" | "value";
  /** Which value is wrong, why, and the value, shortened. */
  readonly message: string;
  readonly remedy: string;
}

/** So many unknown keys of one mapping are named. */
const MAXIMUM_KEYS = 100;

/** What each part looks like when it is right: shown as what to write. */
const EXAMPLES: Readonly<Record<string, string>> = {
  subscription: "a mapping with id and name",
  "subscription.id": "the subscription's id, a GUID as in 8d65815f-a5b6-402f-9298-045155da7d74",
  "subscription.name": "the subscription's name, exactly as in Azure; quote it if it looks like a number",
  reason: "a sentence why the subscription is taken out of service",
  resourceGroups: "a list of the groups' names, one a line: `- rg-app`",
  backups: "a list: `- of: <id>` with either `artifacts:` or `waived: <reason>`",
  "backups.of": "the ARM id of what holds the data",
  "backups.waived": "a reason why no backup is needed",
  "backups.artifacts": "a list of artifacts, each with url, bytes and sha256",
  "backups.artifacts.url":
    "an https URL without query, fragment or user, as in https://account.blob.core.windows.net/container/file",
  "backups.artifacts.bytes": "the exact size in bytes, a whole number",
  "backups.artifacts.sha256": "64 lower-case hex digits, in quotes if they look like a number",
  roleScopes: "a list: `- role: <id>`, `change: trim` or `delete`, `remaining: [scopes]`",
  "roleScopes.role": "the ARM id of the role definition",
  "roleScopes.change": "trim or delete",
  "roleScopes.remaining": "the list of scopes that remain; [] for delete",
  locks: "a list of the ids of the locks that may be removed",
  moves: "a list: `- id: <resource id>`, `to: <resource group id>`",
  purges: "a list of the ids that may be purged",
  acknowledge: "a list of the keys that the draft shows",
  quietPeriod: "a number of days from 0 to 90",
  managementGroup: "the id of a management group, or leave it out",
};

/**
 * Turns what the schema says into what a person can act on: one or more problems, each with its path. An unknown
 * key points at the key; a union points at what is wrong in the branch that was evidently meant.
 */
export function describeIssue(issue: Issue, root: unknown, base: ManifestPath = []): DescribedIssue[] {
  const path: ManifestPath = [
    ...base,
    ...issue.path.map((part) => (typeof part === "number" ? part : String(part))),
  ];
  const value = valueAt(root, path);
  const name = path.join(".") || "the file";
  if (issue.code === "unrecognized_keys") {
    return issue.keys.slice(0, MAXIMUM_KEYS).map((key) => ({
      path: [...path, key],
      of: "key",
      message: `${[...path, shorten(key)].join(".")} is not a key that a manifest knows`,
      remedy: `Delete it, or write ${exampleFor(path)}.`,
    }));
  }
  if (issue.code === "invalid_union") return describeUnion(issue, root, path, value);
  if (value === undefined) {
    return [{ path, of: "value", message: `${name} is missing`, remedy: `Write ${exampleFor(path)}.` }];
  }
  return [
    {
      path,
      of: "value",
      message: `${name} is not valid: ${shorten(show(value))}`,
      remedy: `Write ${exampleFor(path)}.`,
    },
  ];
}

function describeUnion(
  issue: Extract<Issue, { code: "invalid_union" }>,
  root: unknown,
  path: ManifestPath,
  value: unknown,
): DescribedIssue[] {
  const name = path.join(".");
  const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
  if (keys.includes("artifacts") && keys.includes("waived")) {
    return [
      {
        path: [...path, "waived"],
        of: "key",
        message: `${name} has artifacts and is waived as well`,
        remedy: "Keep either artifacts or waived.",
      },
    ];
  }
  const meant = keys.includes("artifacts") ? 0 : keys.includes("waived") ? 1 : undefined;
  const branch = meant === undefined ? undefined : issue.errors[meant];
  if (branch !== undefined) return branch.flatMap((inner) => describeIssue(inner, root, path));
  return [
    {
      path,
      of: "value",
      message: `${name} has neither artifacts nor a waiver: ${shorten(show(value))}`,
      remedy: `Write ${exampleFor(path)}.`,
    },
  ];
}

function exampleFor(path: ManifestPath): string {
  const names = path.filter((part) => typeof part === "string");
  for (let length = names.length; length > 0; length--) {
    const example = EXAMPLES[names.slice(0, length).join(".")];
    if (example !== undefined) return example;
  }
  return "only the keys of the draft: subscription, reason, resourceGroups, backups, roleScopes, locks, moves, purges, acknowledge";
}

function valueAt(root: unknown, path: ManifestPath): unknown {
  let value: unknown = root;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
