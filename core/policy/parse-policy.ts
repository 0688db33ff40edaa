import { parseDocument } from "yaml";
import { positionAt } from "../manifest/manifest-nodes.ts";
import { SundownError } from "../messages/sundown-error.ts";
import { type Position, positionOf } from "../text-position.ts";
import { type Policy, policySchema, strictPolicy } from "./policy.ts";

const LARGEST_POLICY = 64 * 1024;

/**
 * Reads `.github/sundown.yml`. Without a file the strict defaults hold; a file that cannot be understood
 * stops, since nobody can say which rule it meant.
 *
 * @param source what the text is called in errors, for example `.github/sundown.yml at 1a2b3c`
 * @throws SundownError `policy_unreadable`
 */
export function parsePolicy(text: string | undefined, source: string): Policy {
  if (text === undefined || text.trim() === "") return strictPolicy;
  if (text.length > LARGEST_POLICY) {
    throw unreadable(source, `it is ${text.length} characters long, more than ${LARGEST_POLICY}`);
  }
  const document = parseDocument(text, {
    strict: true,
    uniqueKeys: true,
    version: "1.2",
    prettyErrors: false,
  });
  const where = (offset: number): Position => positionOf(text, offset);
  const trouble = document.errors[0] ?? document.warnings[0];
  if (trouble !== undefined) throw unreadable(source, trouble.message, where(trouble.pos[0]));

  const checked = policySchema.safeParse(plainValue(document, source));
  if (!checked.success) {
    const wrong = checked.error.issues.map((issue) => {
      const unknown = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
      const path = [...issue.path, ...unknown].map((key) => (typeof key === "number" ? key : String(key)));
      const at = positionAt(document, path, where, unknown.length > 0 ? "key" : "value");
      return { at, said: `${path.join(".") || "(top)"}: ${issue.message}` };
    });
    throw unreadable(source, wrong.map(({ said }) => said).join("; "), wrong[0]?.at);
  }
  return checked.data;
}

function plainValue(document: ReturnType<typeof parseDocument>, source: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? {};
  } catch {
    throw unreadable(source, "aliases are not allowed");
  }
}

/** @param at of the first problem, where it has a place */
function unreadable(source: string, why: string, at?: Position): SundownError {
  const place = at === undefined ? source : `${source}:${at.line}:${at.column}`;
  return new SundownError("policy_unreadable", {
    message: `The policy (${place}) cannot be used: ${why}.`,
    place,
  });
}
