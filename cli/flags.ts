import { InvalidArgumentError, Option } from "commander";
import { isSubscriptionId } from "../core/arm-id.ts";

/** `--pr N`: the merged pull request that approved what an irreversible verb does. */
export function pullRequestOption(): Option {
  return new Option("--pr <n>", "the merged pull request that approved it").argParser((text) =>
    whole(text, "a pull request's number", 1),
  );
}

/** `--poll-every S`: for clouds that answer faster or slower than the public one. */
export function pollOption(): Option {
  return new Option("--poll-every <seconds>", "seconds between two looks while waiting for Azure")
    .argParser((text) => {
      const seconds = Number(text);
      if (!Number.isFinite(seconds) || seconds < 0.1)
        throw new InvalidArgumentError("Expected seconds, at least 0.1.");
      return seconds;
    })
    .default(10);
}

/** `--evidence FILE`: what was done on another machine, such as the Action's runner. */
export function evidenceOption(): Option {
  return new Option("--evidence <file>", "also what this evidence.json tells, such as the Action's");
}

/** `--encrypt-to FILE`: without it, key vaults are left to a person. */
export function encryptToOption(): Option {
  return new Option(
    "--encrypt-to <file>",
    "RSA public key or certificate (PEM) that key vaults' contents are encrypted to",
  );
}

/** `--sql-login NAME`: without it, databases are left to a person. */
export function sqlLoginOption(): Option {
  return new Option(
    "--sql-login <name>",
    "administrator of the SQL servers whose databases are exported; its password is asked for, " +
      "or read from SUNDOWN_SQL_PASSWORD. Or the id of a managed identity that is administrator",
  );
}

/** A whole number from the command line. */
function whole(text: string, what: string, least: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < least) {
    throw new InvalidArgumentError(`Expected ${what}.`);
  }
  return number;
}

/** For `--subscription`: a GUID, since it becomes part of addresses and folder names. */
export function toSubscriptionId(text: string): string {
  if (isSubscriptionId(text)) return text;
  throw new InvalidArgumentError("Expected a subscription's id, a GUID.");
}
