import { defineMessages } from "./definition.ts";

export const planMessages = defineMessages({});
