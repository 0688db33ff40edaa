import { defineMessages } from "./definition.ts";

export const lifecycleMessages = defineMessages({});
