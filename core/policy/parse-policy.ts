import { parseDocument } from "yaml";
import { SundownError } from "../messages/sundown-error.ts";
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
  const document = parseDocument(text, { strict: true, uniqueKeys: true, version: "1.2" });
  const trouble = document.errors[0] ?? document.warnings[0];
  if (trouble !== undefined) throw unreadable(source, trouble.message.split("\n", 1)[0] ?? "not YAML");

  const checked = policySchema.safeParse(plainValue(document, source));
  if (!checked.success) {
    const said = checked.error.issues.map((issue) => `${issue.path.join(".") || "(top)"}: ${issue.message}`);
    throw unreadable(source, said.join("; "));
  }
  return checked.data;
}

function plainValue(document: ReturnType<typeof parseDocument>, source: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? {};
  } catch (cause) {
    throw unreadable(source, "aliases are not allowed", cause);
  }
}

function unreadable(source: string, why: string, cause?: unknown): SundownError {
  return new SundownError("policy_unreadable", {
    message: `The policy (${source}) cannot be used: ${why}.`,
    place: source,
    cause,
  });
}
