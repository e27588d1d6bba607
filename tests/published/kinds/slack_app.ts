import type { ChatPostMessageArguments, ChatUpdateArguments } from "@slack/web-api";
import type { Request as Message } from "./slack";

// The methods take any block; an incoming webhook's message has the known ones.
export type Request = (ChatPostMessageArguments | ChatUpdateArguments) & Pick<Message, "attachments" | "blocks">;
