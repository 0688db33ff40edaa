import type { SqlLogin } from "../../azure/sql/sql-login.ts";
import { SundownError } from "../../core/messages/sundown-error.ts";
import type { StepContext } from "../step-context.ts";

/** Where the password stands when nobody sits at a terminal. Never an argument: those show in lists of processes. */
const VARIABLE = "SUNDOWN_SQL_PASSWORD";
const IDENTITY =
  /^\/subscriptions\/.+\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/[^/]+$/i;

/**
 * The login that databases are exported with: a name, whose password comes from the environment or is asked for, or
 * the ARM id of a user-assigned managed identity, which has none.
 * @throws SundownError sql_password_missing
 */
export async function readSqlLogin(
  name: string,
  { environment, host }: Pick<StepContext, "environment" | "host">,
): Promise<SqlLogin> {
  if (IDENTITY.test(name)) return { identity: name };
  const password =
    environment[VARIABLE] ||
    (await host.input?.({ code: "sql_password_wanted", message: `Password of ${name}:`, secret: true }));
  if (password) return { name, password: () => password };
  throw new SundownError("sql_password_missing", { message: `the password of ${name} is not known` });
}
