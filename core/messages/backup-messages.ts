import { defineMessages } from "./definition.ts";

export const backupMessages = defineMessages({});
