import type { ContentfulStatusCode } from "hono/utils/http-status";

export interface ErrorExtras {
  readonly details?: readonly unknown[];
  readonly headers?: Readonly<Record<string, string>>;
  /** The more exact code that a data plane gives. */
  readonly innererror?: string;
  /** Answers keys in PascalCase, as the poll of a failed group delete does. */
  readonly pascalCase?: boolean;
}

/** A refusal as Azure Resource Manager words it. Every one is made in `error-bodies.ts`. */
export class ArmError extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly extras: ErrorExtras;

  constructor(status: ContentfulStatusCode, code: string, message: string, extras: ErrorExtras = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.extras = extras;
  }

  get body(): object {
    const { details, innererror, pascalCase } = this.extras;
    if (pascalCase) {
      return {
        Error: {
          Code: this.code,
          Target: null,
          Message: this.message,
          Details: details ?? [],
          AdditionalInfo: null,
        },
      };
    }
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(details ? { details } : {}),
        ...(innererror ? { innererror: { code: innererror } } : {}),
      },
    };
  }
}
