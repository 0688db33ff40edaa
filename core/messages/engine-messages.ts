import { defineMessages } from "./definition.ts";

export const engineMessages = defineMessages({});
