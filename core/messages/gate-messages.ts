import { defineMessages } from "./definition.ts";

export const gateMessages = defineMessages({});
