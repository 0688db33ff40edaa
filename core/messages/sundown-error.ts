import type { ExitCode } from "./definition.ts";
import { definitionOf, type MessageCode } from "./registry.ts";
import { slimCause } from "./slim-cause.ts";

export interface ErrorDetails {
  /** One sentence: what was wrong, with the value. */
  readonly message: string;
  /** `file:line:column`, ARM id, option or URL (without its query). */
  readonly place?: string;
  /** What to do, when more can be said than the registry's own remedy. */
  readonly remedy?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  /** Kept slim: never the request or response behind it. */
  readonly cause?: unknown;
}

const marker = Symbol.for("sundown.error");

/** The one error shape: an expected failure with a stable code. Anything else that is thrown is a bug (exit 1). */
export class SundownError extends Error {
  readonly [marker] = true;
  override readonly name = "SundownError";
  readonly code: MessageCode;
  readonly place: string | undefined;
  readonly remedy: string | undefined;
  readonly data: Readonly<Record<string, unknown>> | undefined;

  constructor(code: MessageCode, details: ErrorDetails) {
    // A coded error is slim already, and its code must stay to be found.
    const cause = isSundownError(details.cause) ? details.cause : slimCause(details.cause);
    super(details.message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.place = details.place;
    this.remedy = details.remedy ?? definitionOf(code).remedy;
    this.data = details.data;
  }

  get exitCode(): ExitCode {
    return definitionOf(this.code).exit ?? 1;
  }
}

/** Works across duplicated copies of this package, where `instanceof` does not. */
export function isSundownError(error: unknown): error is SundownError {
  return typeof error === "object" && error !== null && marker in error;
}
