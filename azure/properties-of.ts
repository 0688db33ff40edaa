import { isRecord } from "./is-record.ts";

/** `properties` of what ARM answered; empty where there are none. */
export function propertiesOf(body: unknown): Readonly<Record<string, unknown>> {
  return isRecord(body) && isRecord(body.properties) ? body.properties : {};
}
